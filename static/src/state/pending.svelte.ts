/** Work that will bring another picture or network to the screen: files being read, descriptions being fetched. */
class Pending {
  #count = $state(0);

  get any(): boolean {
    return this.#count > 0;
  }

  async until<T>(work: Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work;
    } finally {
      this.#count -= 1;
    }
  }
}

export const pending = new Pending();
