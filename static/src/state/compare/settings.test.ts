import { expect, it } from "vitest";

import { adam, type Case, rotate, said, sgd, shift, told } from "./samples";

const CASES: Case[] = [
  [
    "momentum of another optimiser",
    told({ optimizer: adam }),
    told({ optimizer: { ...sgd, momentum: 0.9 } }),
    "trains with SGD at 0.1 with momentum 0.9 instead of Adam at 0.001",
    "оптимизатор SGD со скоростью 0,1 и моментом 0,9 вместо Adam со скоростью 0,001",
  ],
  [
    "a learning rate of many digits",
    {},
    told({ optimizer: { ...sgd, lr: 0.00003 } }),
    "trains at a learning rate of 0.00003 instead of 0.1",
    "скорость обучения 0,00003 вместо 0,1",
  ],
  [
    "momentum",
    {},
    told({ optimizer: { ...sgd, momentum: 0.9 } }),
    "trains with momentum 0.9 instead of 0",
    "момент 0,9 вместо 0",
  ],
  [
    "another setting of the optimiser",
    told({ optimizer: { ...adam, betas: [0.9, 0.999] } }),
    told({ optimizer: { ...adam, betas: [0.8, 0.99] } }),
    "has betas 0.8, 0.99 instead of 0.9, 0.999 in Adam",
    "беты 0,8; 0,99 вместо 0,9; 0,999 в «Adam»",
  ],
  [
    "the schedule",
    {},
    told({ schedule: { kind: "step_lr", step_size: 5, gamma: 0.1 } }),
    "has the schedule “steps (factor 0.1)” instead of “one cycle”",
    "расписание «ступени» (множитель 0,1) вместо «один цикл»",
  ],
  [
    "weight decay",
    {},
    told({ weight_decay: 0.0005 }),
    "decays the weights by 0.0005 instead of 0",
    "затухание весов 0,0005 вместо 0",
  ],
  [
    "a batch",
    {},
    told({ batch_size: 32 }),
    "takes mini-batches of 32 instead of 64",
    "мини-пакеты по 32 изображения вместо 64",
  ],
  [
    "a batch of one",
    {},
    told({ batch_size: 1 }),
    "takes mini-batches of 1 instead of 64",
    "мини-пакеты по 1 изображению вместо 64",
  ],
  ["one epoch", {}, told({ epochs: 1 }), "trains for 1 epoch instead of 5", "1 эпоха вместо 5"],
  ["three epochs", {}, told({ epochs: 3 }), "trains for 3 epochs instead of 5", "3 эпохи вместо 5"],
  ["twenty epochs", {}, told({ epochs: 20 }), "trains for 20 epochs instead of 5", "20 эпох вместо 5"],
  [
    "the seed",
    {},
    told({ seed: 4294967295 }),
    "begins from seed 4294967295 instead of 0",
    "зерно 4294967295 вместо 0",
  ],
  [
    "the data",
    {},
    { dataset: "cifar10" },
    "learns from cifar10 instead of mnist",
    "данные «cifar10» вместо «mnist»",
  ],
  [
    "augmentation",
    {},
    told({ augmentation: [shift, { ...rotate, degrees: 20 }] }),
    "augments with shift and rotate (largest angle 20)",
    "аугментация «сдвиг» и «поворот» (наибольший угол 20)",
  ],
  [
    "less augmentation, and more of it",
    told({ augmentation: [shift, rotate] }),
    told({ augmentation: [{ ...shift, fraction: 0.2 }] }),
    "does not augment with rotate, and has largest move 0.2 instead of 0.08 in shift",
    "нет аугментации «поворот» и наибольший сдвиг 0,2 вместо 0,08 в «сдвиг»",
  ],
  [
    "augmentation in another order",
    told({ augmentation: [shift, rotate] }),
    told({ augmentation: [rotate, shift] }),
    "augments in another order",
    "другой порядок аугментаций",
  ],
  [
    "the initialiser",
    {},
    told({ initializer: { kind: "he" } }),
    "draws its first weights with He instead of PyTorch's default",
    "начальные веса «He (Хе)» вместо «Как в PyTorch»",
  ],
  [
    "the initialiser of a layer",
    {},
    told({ initializers: { conv1: { kind: "normal", std: 0.1 } } }),
    "draws the first weights of conv1 with Normal (deviation 0.1) instead of PyTorch's default",
    "начальные веса conv1 «Нормальное» (отклонение 0,1) вместо «Как в PyTorch»",
  ],
  [
    "frozen layers",
    told({ frozen: ["out"] }),
    told({ frozen: ["conv1", "pool1", "drop1"] }),
    "freezes conv1, pool1 and drop1, and does not freeze out",
    "заморожено: conv1, pool1 и drop1 и не заморожено: out",
  ],
  [
    "label smoothing",
    {},
    told({ loss: { kind: "cross_entropy", label_smoothing: 0.1 } }),
    "smooths the labels by 0.1 instead of 0",
    "сглаживание меток 0,1 вместо 0",
  ],
  [
    "the loss",
    told({ loss: { kind: "cross_entropy", label_smoothing: 0.1 } }),
    told({ loss: { kind: "quadratic" } }),
    "minimises quadratic cost instead of cross-entropy (label smoothing 0.1)",
    "потери «квадратичная» вместо «перекрёстная энтропия» (сглаживание меток 0,1)",
  ],
  [
    "the machine",
    {},
    told({ device: "cuda", precision: "bfloat16" }),
    "computes on cuda instead of auto, and computes in bfloat16 instead of auto",
    "вычисления на CUDA вместо авто и вычисления в bfloat16 вместо авто",
  ],
  [
    "a branch of the first run",
    {},
    { parent: { run: "first", step: 40 } },
    "begins with the weights of step 40 of the first run instead of fresh weights",
    "начало с весов шага 40 первого обучения вместо новых весов",
  ],
  [
    "weights of a model",
    { begins_with: { weights_from: null, by_hand: ["conv1"], copied: [], fresh: [] } },
    { begins_with: { weights_from: "lenet5-mnist", copied: ["conv1"], fresh: [] } },
    "begins with the weights of lenet5-mnist instead of fresh weights, and has no filters set by hand in conv1",
    "начало с весов lenet5-mnist вместо новых весов и не заданы вручную фильтры в conv1",
  ],
];

it.each(CASES)("tells of %s", (_, before, after, en, ru) => {
  expect(said(before, after, "en")).toBe(`The second run ${en}.`);
  expect(said(before, after, "ru")).toBe(`Во втором обучении ${ru}.`);
});
