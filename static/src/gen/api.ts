// Made from the backend's schema by `npm run gen`; never edited by hand.

/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ClientMessage".
 */
export type ClientMessage = (Open | Infer | AskUnit | AskFilters | Subscribe | Probe | Ack)
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RunEvent".
 */
export type RunEvent = (StateEvent | ResolvedEvent | MetricsEvent | EvaluationEvent | CheckpointEvent | ProblemEvent)
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ServerMessage".
 */
export type ServerMessage = (Opened | Result | UnitAnswer | Filters | LiveError | StateEvent | ResolvedEvent | MetricsEvent | EvaluationEvent | CheckpointEvent | ProblemEvent | RunFrame)

export interface Contract {
Activations?: Activations
Ballot?: Ballot
Calibration?: Calibration
CatalogueEntry?: CatalogueEntry
CheckpointInfo?: CheckpointInfo
ClientMessage?: ClientMessage
Confusion?: Confusion
CreateRun?: CreateRun
DatasetInfo?: DatasetInfo
Evaluation?: Evaluation
FieldAnswer?: FieldAnswer
Gradients?: Gradients
Inquiry?: Inquiry
Maximisation?: Maximisation
Mistakes?: Mistakes
ModelDetail?: ModelDetail
ModelInfo?: ModelInfo
NetworkSpec?: NetworkSpec
NetworkSummary?: NetworkSummary
Prediction?: Prediction
Preset?: Preset
Problem?: Problem
Run?: Run
RunEvent?: RunEvent
SavedInfo?: SavedInfo
SavedNetwork?: SavedNetwork
ServerMessage?: ServerMessage
TrainConfig?: TrainConfig2
}
/**
 * Numbers about the maps of each layer.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Activations".
 */
export interface Activations {
/**
 * Images that went through together: 1 in test mode.
 */
batch: number
/**
 * Shape of the image as the network saw it.
 */
input: number[]
layers: LayerNumbers[]
mode: ("test" | "train")
trained: boolean
/**
 * `misfit`: the image's own size does not fit this node; it and what follows are absent.
 */
warnings: LayerWarning[]
}
/**
 * What the maps of one layer amount to; null where no number is finite.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LayerNumbers".
 */
export interface LayerNumbers {
max: (number | null)
mean: (number | null)
min: (number | null)
path: string
shape: number[]
/**
 * Share of the numbers that are exactly 0.
 */
zeros: number
}
/**
 * Why maps are absent.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LayerWarning".
 */
export interface LayerWarning {
code: string
detail: string
path: string
}
/**
 * The votes on one image.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Ballot".
 */
export interface Ballot {
classes: string[]
/**
 * The mean of the models' probabilities, one per class: the other way to join them.
 */
probabilities: (number[] | null)
/**
 * Most votes first; the label of the larger mean probability first among equals.
 */
tally: VoteCount[]
/**
 * In the order in which the models were named; none for an empty drawing.
 */
votes: Vote[]
/**
 * The first of the tally; null for an empty drawing.
 */
winner: (string | null)
}
/**
 * How many networks say the same.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "VoteCount".
 */
export interface VoteCount {
label: string
votes: number
}
/**
 * What one network says.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Vote".
 */
export interface Vote {
label: string
model: string
probability: number
}
/**
 * Of the test images, by the newest checkpoint.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Calibration".
 */
export interface Calibration {
/**
 * Share of right answers.
 */
accuracy: (number | null)[]
/**
 * Mean probability of the answer.
 */
confidence: (number | null)[]
/**
 * Expected calibration error: |confidence − accuracy|, averaged over the images. Guo et al. 2017, equation 3.
 */
error: number
/**
 * How many images are in each bin.
 */
images: number[]
step: number
top1: number
/**
 * Share of images whose class is among the five most probable; null for five classes or fewer.
 */
top5: (number | null)
}
/**
 * One kind that can be chosen, with the JSON Schema of its settings.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CatalogueEntry".
 */
export interface CatalogueEntry {
/**
 * More, with the source.
 */
docs: string
group: string
/**
 * Unique within the group.
 */
kind: string
/**
 * JSON Schema of the settings; `advanced: true` marks what stays behind *More*.
 */
schema: {
[k: string]: unknown
}
/**
 * One sentence.
 */
summary: string
title: string
}
/**
 * A place that a run can go on, or branch, from.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CheckpointInfo".
 */
export interface CheckpointInfo {
bytes: number
epoch: number
sha256: string
step: number
test_accuracy: (number | null)
}
/**
 * Look into this network from now on; answered by `opened`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Open".
 */
export interface Open {
model: (string | NetworkModel)
type: "open"
}
/**
 * A network initialised by a seed, with parameters taken over from a trained one where they fit.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NetworkModel".
 */
export interface NetworkModel {
network: NetworkSpec
/**
 * Steps on single images after that, in their order; cross-entropy, the network in evaluation mode.
 * 
 * @maxItems 16
 */
nudges?: Nudge[]
/**
 * Filters that are set by hand, after all others are in place.
 * 
 * @maxItems 256
 */
painted?: Painted[]
/**
 * Decides the weights that are not taken over.
 */
seed?: number
/**
 * Parameters of equal path and shape are copied from this model, layer by layer.
 */
weights_from?: (string | null)
/**
 * {path here: path there}: weights follow nodes, and nodes left out are new. Without it, paths decide.
 * 
 * Without `weights_from` it says so of the weights that the seed gives: "there" is the network before an edit.
 */
weights_map?: ({
[k: string]: string
} | null)
}
/**
 * A whole network: its input, how pixels are normalised, and its layers.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NetworkSpec".
 */
export interface NetworkSpec {
input?: InputShape
/**
 * From the input to the output.
 */
layers: (Conv2D | ConvTranspose2D | MaxPool2D | AvgPool2D | L2Pool2D | AdaptiveAvgPool2D | GlobalAvgPool | GlobalMaxPool | Flatten | Unflatten | Linear | Embedding | Relu | LeakyRelu | Elu | Gelu | Silu | Softplus | Sigmoid | Tanh | HardTanh | Heaviside | Softmax | BatchNorm2D | BatchNorm1D | LayerNorm | GroupNorm | InstanceNorm2D | LocalResponseNorm | Dropout | Dropout2D | GaussianNoise | Upsample | ZeroPad2D | Identity | Residual | Parallel | Auxiliary)[]
/**
 * Shown to people; any text up to 64 characters.
 */
name?: string
/**
 * none: x/255; half: x/255 − 0.5; standard: (x/255 − mean)/deviation of the data set.
 */
normalize?: ("none" | "half" | "standard")
/**
 * floor: a remainder is dropped with a warning; strict: a remainder is an error.
 */
size_rule?: ("floor" | "strict")
}
/**
 * The picture that goes in.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "InputShape".
 */
export interface InputShape {
/**
 * 1 for grey, 3 for RGB.
 */
channels?: number
/**
 * Pixels.
 */
height?: number
/**
 * Pixels.
 */
width?: number
}
/**
 * Each filter slides over the picture and gives one feature map.
 * 
 * Output size (N + 2P − F)/S + 1; parameters (F·F·C_in + 1)·C_out. 1×1 is a pointwise convolution: it mixes
 * the maps and sees no neighbours. As many groups as input maps make it depthwise: each filter sees one map
 * alone. An H×1 or 1×W filter sees one column or row; over words × embedding, one as wide as the embedding is
 * the 1-D convolution of texts. LeCun et al., Gradient-based learning applied to document recognition, 1998.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Conv2d".
 */
export interface Conv2D {
/**
 * Add a learnt number to each feature map.
 */
bias?: boolean
/**
 * Which input maps each filter sees; left out, every filter sees all of them.
 */
connections?: ([[number, ...(number)[]], ...([number, ...(number)[]])[]] | null)
/**
 * Distance between the filter's cells; 1 is a solid filter.
 */
dilation?: (number | [number, number])
/**
 * Split the channels into groups that do not see one another; in_channels groups is depthwise.
 */
groups?: number
/**
 * Side of the filter in pixels: F, or height and width.
 */
kernel_size?: (number | [number, number])
kind: "conv2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * How many filters, and so how many feature maps.
 */
out_channels?: number
/**
 * Pixels added at each border: P; "same" keeps the size (stride 1), "valid" adds none.
 */
padding?: (number | [number, number] | ("same" | "valid"))
/**
 * What the added border holds.
 */
padding_mode?: ("zeros" | "reflect" | "replicate" | "circular")
/**
 * Pixels the filter moves at each step: S.
 */
stride?: (number | [number, number])
}
/**
 * Every input value stamps the filter, scaled by itself, onto the output; stamps that overlap add up.
 * 
 * It is a convolution's step backwards: output size (N − 1)·S − 2P + F, so that stride 2 doubles the size.
 * Parameters (F·F·C_out)·C_in + C_out. Dumoulin and Visin, A guide to convolution arithmetic for deep
 * learning, 2016.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ConvTranspose2d".
 */
export interface ConvTranspose2D {
/**
 * Add a learnt number to each feature map.
 */
bias?: boolean
/**
 * Distance between the stamp's cells; 1 is a solid stamp.
 */
dilation?: (number | [number, number])
/**
 * Split the channels into groups that do not see one another.
 */
groups?: number
/**
 * Side of the stamp in pixels: F, or height and width.
 */
kernel_size?: (number | [number, number])
kind: "conv_transpose2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * How many feature maps come out.
 */
out_channels?: number
/**
 * Rows and columns added at the end, to choose among the sizes that one stride can come from.
 */
output_padding?: (number | [number, number])
/**
 * Pixels cut off the output at each border: P.
 */
padding?: (number | [number, number])
/**
 * Pixels between one stamp and the next: S.
 */
stride?: (number | [number, number])
}
/**
 * Keeps the largest value of each region: is the feature anywhere here?
 * 
 * The exact position is thrown away, each map is condensed by itself.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MaxPool2d".
 */
export interface MaxPool2D {
/**
 * Keep the windows that stick out at the end (ceil) instead of dropping them (floor).
 */
ceil_mode?: boolean
/**
 * Side of the pooled region in pixels, or height and width.
 */
kernel_size?: (number | [number, number])
kind: "max_pool2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Pixels added at each border; at most half the kernel.
 */
padding?: (number | [number, number])
/**
 * Pixels the region moves at each step; the kernel size where it is left out.
 */
stride?: (number | [number, number] | null)
}
/**
 * Keeps the mean of each region: more context than the largest value alone.
 * 
 * The pooling of LeNet-5 (LeCun et al., 1998).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AvgPool2d".
 */
export interface AvgPool2D {
/**
 * Keep the windows that stick out at the end (ceil) instead of dropping them (floor).
 */
ceil_mode?: boolean
/**
 * Divide by the whole window, its padding included.
 */
count_include_pad?: boolean
/**
 * Side of the pooled region in pixels, or height and width.
 */
kernel_size?: (number | [number, number])
kind: "avg_pool2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Pixels added at each border; at most half the kernel.
 */
padding?: (number | [number, number])
/**
 * Pixels the region moves at each step; the kernel size where it is left out.
 */
stride?: (number | [number, number] | null)
}
/**
 * The square root of the sum of squares of each region.
 * 
 * Nielsen, Neural networks and deep learning, chapter 6: another way to condense a map.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "L2Pool2d".
 */
export interface L2Pool2D {
/**
 * Keep the windows that stick out at the end (ceil) instead of dropping them (floor).
 */
ceil_mode?: boolean
/**
 * Side of the pooled region in pixels, or height and width.
 */
kernel_size?: (number | [number, number])
kind: "l2_pool2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Pixels added at each border; at most half the kernel.
 */
padding?: (number | [number, number])
/**
 * Pixels the region moves at each step; the kernel size where it is left out.
 */
stride?: (number | [number, number] | null)
}
/**
 * Averages regions, chosen so that the output has the size that is asked for.
 * 
 * Output o of M sums up the inputs ⌊o·N/M⌋ … ⌈(o + 1)·N/M⌉ − 1 of N; where N is no multiple of M, regions
 * overlap. So any picture suits the layers that follow. He et al., Spatial pyramid pooling, 2014.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AdaptiveAvgPool2d".
 */
export interface AdaptiveAvgPool2D {
kind: "adaptive_avg_pool2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Side of the output in pixels, or height and width.
 */
output_size?: (number | [number, number])
}
/**
 * One number per feature map: its mean.
 * 
 * The output does not depend on the picture's size, and nothing has to be learnt. Lin, Chen, Yan, Network in
 * network, 2013.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GlobalAvgPool".
 */
export interface GlobalAvgPool {
kind: "global_avg_pool"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * One number per feature map: its largest value. Is the feature anywhere at all?
 * 
 * Over a text, the maximum over time: each filter tells how well its best place suits. Collobert et al.,
 * Natural language processing (almost) from scratch, 2011.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GlobalMaxPool".
 */
export interface GlobalMaxPool {
kind: "global_max_pool"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Unrolls the volume into one long vector.
 * 
 * Channel by channel, row by row: 32×32×3 becomes 3072 numbers.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Flatten".
 */
export interface Flatten {
kind: "flatten"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Rolls a vector up into maps again: the step back of a flatten.
 * 
 * Number by number, row by row, channel by channel. The second half of an autoencoder begins with it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Unflatten".
 */
export interface Unflatten {
kind: "unflatten"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Channels, height and width; their product is the length of the vector.
 * 
 * @minItems 3
 * @maxItems 3
 */
unflattened_size?: [number, number, number]
}
/**
 * Every output is a weighted sum of all inputs: z = W·x + b.
 * 
 * Parameters (inputs + 1)·outputs. Without layers before it, a linear score f = W·x.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Linear".
 */
export interface Linear {
/**
 * Add a learnt number to each output.
 */
bias?: boolean
/**
 * Weights of +1 and −1 that training leaves alone, without a bias: the output codes of 1998's LeNet-5.
 */
fixed?: boolean
kind: "linear"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * How many outputs (neurons).
 */
out_features?: number
}
/**
 * Looks every token of a text up in a learnt table: a row of numbers for a letter or a word.
 * 
 * The network's input is a column of token ids, 1 channel × words × 1, which no normalisation touches; out comes
 * a picture of words × dimensions for convolutions to slide down. Ids beyond the table count as its last row.
 * Bengio, Ducharme, Vincent, Jauvin, A neural probabilistic language model, 2003.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Embedding".
 */
export interface Embedding {
/**
 * Numbers for each token: columns of the table.
 */
embedding_dim?: number
kind: "embedding"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * How many tokens there are: rows of the table. 256 is one for each byte.
 */
num_embeddings?: number
}
/**
 * max(0, z): fast, and its gradient does not vanish for z > 0.
 * 
 * A unit that no input activates learns nothing any more. Nair and Hinton, Rectified linear units improve
 * restricted Boltzmann machines, 2010.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Relu".
 */
export interface Relu {
kind: "relu"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * z where z > 0, else a·z: no unit dies. At a = 1 the network is linear.
 * 
 * Maas, Hannun, Ng, Rectifier nonlinearities improve neural network acoustic models, 2013.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LeakyRelu".
 */
export interface LeakyRelu {
kind: "leaky_relu"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * The slope a for negative z.
 */
negative_slope?: number
}
/**
 * z where z > 0, else α·(eᶻ − 1): levels off at −α, so that means stay near zero.
 * 
 * Clevert, Unterthiner, Hochreiter, Fast and accurate deep network learning by exponential linear units, 2015.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Elu".
 */
export interface Elu {
/**
 * The number α that negative z approach, with a minus.
 */
alpha?: number
kind: "elu"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * z times the share of a normal distribution that lies below z: a ReLU with a soft knee.
 * 
 * Hendrycks and Gimpel, Gaussian error linear units, 2016.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Gelu".
 */
export interface Gelu {
/**
 * none is exact; tanh is the paper's approximation.
 */
approximate?: ("none" | "tanh")
kind: "gelu"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * z·σ(z), also called swish: a soft ReLU that dips a little below zero.
 * 
 * Elfwing, Uchibe, Doya, Sigmoid-weighted linear units, 2017; Ramachandran, Zoph, Le, Searching for activation
 * functions, 2017.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Silu".
 */
export interface Silu {
kind: "silu"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * log(1 + eᵝᶻ)/β: a ReLU without a corner; its slope is the sigmoid.
 * 
 * Dugas et al., Incorporating second-order functional knowledge for better option pricing, 2000.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Softplus".
 */
export interface Softplus {
/**
 * The larger β, the sharper the corner.
 */
beta?: number
kind: "softplus"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Where β·z is larger, z itself is given.
 */
threshold?: number
}
/**
 * 1/(1 + e⁻ᶻ), between 0 and 1: saturates, and its gradient is at most 1/4.
 * 
 * The classical neuron: its output can be read as a degree of truth.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Sigmoid".
 */
export interface Sigmoid {
kind: "sigmoid"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Between −1 and 1 and centred on zero; saturates like the sigmoid.
 * 
 * The activation of LeNet-5; LeCun et al., Efficient backprop, 1998.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Tanh".
 */
export interface Tanh {
kind: "tanh"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * z between −1 and 1, and these limits beyond: a tanh of straight lines.
 * 
 * Cheap, and it saturates all at once. Collobert, Large scale machine learning, 2004.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HardTanh".
 */
export interface HardTanh {
kind: "hard_tanh"
/**
 * What is given for larger z.
 */
max_val?: number
/**
 * What is given for smaller z.
 */
min_val?: number
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * 1 where z > 0, else 0: the neuron of the perceptron, which fires or does not.
 * 
 * Its slope is zero everywhere, so nothing would be learnt; gradients pass as if it were not there. Under the
 * quadratic cost that is the perceptron's rule, w ← w + α(d − y)x. Rosenblatt, The perceptron, 1958.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Heaviside".
 */
export interface Heaviside {
kind: "heaviside"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Turns scores into probabilities: e^z divided by the sum of all e^z.
 * 
 * Belongs at the end. Cross-entropy reads the scores before it (logits).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Softmax".
 */
export interface Softmax {
kind: "softmax"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Brings each feature map to mean 0 and deviation 1 over the batch, then scales and shifts.
 * 
 * Scale and shift are learnt; outside training running averages stand for the batch. Ioffe and Szegedy, Batch
 * normalization, 2015.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BatchNorm2d".
 */
export interface BatchNorm2D {
/**
 * Learn a scale and a shift for each map.
 */
affine?: boolean
/**
 * Added to the variance.
 */
eps?: number
kind: "batch_norm2d"
/**
 * Share of the newest batch in the running statistics.
 */
momentum?: number
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Brings each feature of a vector to mean 0 and deviation 1 over the batch, then scales and shifts.
 * 
 * As for maps, between fully connected layers. Ioffe and Szegedy, Batch normalization, 2015.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BatchNorm1d".
 */
export interface BatchNorm1D {
/**
 * Learn a scale and a shift for each map.
 */
affine?: boolean
/**
 * Added to the variance.
 */
eps?: number
kind: "batch_norm1d"
/**
 * Share of the newest batch in the running statistics.
 */
momentum?: number
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Brings all values of one image to mean 0 and deviation 1 together, then scales and shifts each.
 * 
 * It needs no batch. Ba, Kiros, Hinton, Layer normalization, 2016.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LayerNorm".
 */
export interface LayerNorm {
/**
 * Learn a scale and a shift for each value.
 */
elementwise_affine?: boolean
/**
 * Added to the variance.
 */
eps?: number
kind: "layer_norm"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Brings each group of maps of one image to mean 0 and deviation 1, then scales and shifts each map.
 * 
 * Between layer normalisation (one group) and instance normalisation (a group for each map); as good with
 * small batches as with large ones. Wu and He, Group normalization, 2018.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GroupNorm".
 */
export interface GroupNorm {
/**
 * Learn a scale and a shift for each map.
 */
affine?: boolean
/**
 * Added to the variance.
 */
eps?: number
kind: "group_norm"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Into how many groups the maps are split.
 */
num_groups?: number
}
/**
 * Brings each map of one image to mean 0 and deviation 1: contrast no longer counts.
 * 
 * Ulyanov, Vedaldi, Lempitsky, Instance normalization: the missing ingredient for fast stylization, 2016.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "InstanceNorm2d".
 */
export interface InstanceNorm2D {
/**
 * Learn a scale and a shift for each map.
 */
affine?: boolean
/**
 * Added to the variance.
 */
eps?: number
kind: "instance_norm2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Damps a value where neighbouring maps are strong at the same place: x / (k + α/n · Σ x²)^β.
 * 
 * Nothing is learnt. Krizhevsky, Sutskever, Hinton, ImageNet classification with deep convolutional neural
 * networks, 2012; torch divides α by the n maps of the sum, the paper does not.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LocalResponseNorm".
 */
export interface LocalResponseNorm {
/**
 * Weight α of the sum.
 */
alpha?: number
/**
 * Exponent β.
 */
beta?: number
/**
 * Added to the sum: k.
 */
k?: number
kind: "local_response_norm"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * How many neighbouring maps are summed: n.
 */
size?: number
}
/**
 * While training, zeroes each value with probability p and scales the rest by 1/(1 − p).
 * 
 * p is the share that is dropped; some texts call the share that is kept p. Srivastava et al., Dropout, 2014.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Dropout".
 */
export interface Dropout {
kind: "dropout"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Probability that a value is dropped.
 */
p?: number
}
/**
 * While training, zeroes whole feature maps with probability p and scales the rest by 1/(1 − p).
 * 
 * Neighbouring pixels of a map are alike, so that single ones would not be missed. Tompson et al., Efficient
 * object localization using convolutional networks, 2015.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Dropout2d".
 */
export interface Dropout2D {
kind: "dropout2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Probability that a map is dropped.
 */
p?: number
}
/**
 * While training, adds a random number from N(0, σ²) to each value.
 * 
 * The network learns not to mind small changes. Sietsma and Dow, Creating artificial neural networks that
 * generalize, 1991.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GaussianNoise".
 */
export interface GaussianNoise {
kind: "gaussian_noise"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Standard deviation σ of the noise.
 */
std?: number
}
/**
 * Enlarges every map: by repeating pixels, or by mixing neighbours.
 * 
 * Nothing is learnt; a convolution after it avoids the chequered patterns of transposed convolutions. Odena,
 * Dumoulin, Olah, Deconvolution and checkerboard artifacts, 2016.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Upsample".
 */
export interface Upsample {
/**
 * bilinear alone: the outermost pixels keep their values and places.
 */
align_corners?: boolean
kind: "upsample"
/**
 * nearest repeats each pixel; bilinear goes from one to the next in a straight line.
 */
mode?: ("nearest" | "bilinear")
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * How many times larger, or vertically and horizontally.
 */
scale_factor?: (number | [number, number])
/**
 * Side of the output in pixels, or height and width; in place of the factor.
 */
size?: (number | [number, number] | null)
}
/**
 * Adds zeros round each map, by so many pixels at each side.
 * 
 * What a convolution's padding does, apart from it and as lopsided as you like. Maps of zeros before and after
 * widen a shortcut without weights: option A of He et al., Deep residual learning, 2015.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ZeroPad2d".
 */
export interface ZeroPad2D {
/**
 * Maps of zeros before and after those that there are.
 * 
 * @minItems 2
 * @maxItems 2
 */
channels?: [number, number]
kind: "zero_pad2d"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * Pixels at each border, or at the left, right, top and bottom.
 */
padding?: (number | [number, number, number, number])
}
/**
 * Passes its input on as it is.
 * 
 * A place to look at, or a branch that another layer may take one day.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Identity".
 */
export interface Identity {
kind: "identity"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * Adds the block's input to its output, so that depth does no harm.
 * 
 * body(x) + shortcut(x); an empty shortcut is the identity. He, Zhang, Ren, Sun, Deep residual learning, 2015.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Residual".
 */
export interface Residual {
/**
 * The layers of the block.
 */
body?: (Conv2D | ConvTranspose2D | MaxPool2D | AvgPool2D | L2Pool2D | AdaptiveAvgPool2D | GlobalAvgPool | GlobalMaxPool | Flatten | Unflatten | Linear | Embedding | Relu | LeakyRelu | Elu | Gelu | Silu | Softplus | Sigmoid | Tanh | HardTanh | Heaviside | Softmax | BatchNorm2D | BatchNorm1D | LayerNorm | GroupNorm | InstanceNorm2D | LocalResponseNorm | Dropout | Dropout2D | GaussianNoise | Upsample | ZeroPad2D | Identity | Residual | Parallel | Auxiliary)[]
kind: "residual"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * The way around; empty: the identity.
 */
shortcut?: (Conv2D | ConvTranspose2D | MaxPool2D | AvgPool2D | L2Pool2D | AdaptiveAvgPool2D | GlobalAvgPool | GlobalMaxPool | Flatten | Unflatten | Linear | Embedding | Relu | LeakyRelu | Elu | Gelu | Silu | Softplus | Sigmoid | Tanh | HardTanh | Heaviside | Softmax | BatchNorm2D | BatchNorm1D | LayerNorm | GroupNorm | InstanceNorm2D | LocalResponseNorm | Dropout | Dropout2D | GaussianNoise | Upsample | ZeroPad2D | Identity | Residual | Parallel | Auxiliary)[]
/**
 * Before training the last layer with weights that stands in the body itself is zero: the block passes its
 * input on, and a trained network it is put into answers as before. Goyal et al., Accurate, large minibatch SGD,
 * 2017.
 */
zero_init?: boolean
}
/**
 * Every branch sees the same input; their outputs are stacked or added.
 * 
 * Szegedy et al., Going deeper with convolutions, 2014.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Parallel".
 */
export interface Parallel {
/**
 * One list of layers a branch; an empty one is the identity.
 * 
 * @minItems 1
 * @maxItems 64
 */
branches: [(Conv2D | ConvTranspose2D | MaxPool2D | AvgPool2D | L2Pool2D | AdaptiveAvgPool2D | GlobalAvgPool | GlobalMaxPool | Flatten | Unflatten | Linear | Embedding | Relu | LeakyRelu | Elu | Gelu | Silu | Softplus | Sigmoid | Tanh | HardTanh | Heaviside | Softmax | BatchNorm2D | BatchNorm1D | LayerNorm | GroupNorm | InstanceNorm2D | LocalResponseNorm | Dropout | Dropout2D | GaussianNoise | Upsample | ZeroPad2D | Identity | Residual | Parallel | Auxiliary)[], ...((Conv2D | ConvTranspose2D | MaxPool2D | AvgPool2D | L2Pool2D | AdaptiveAvgPool2D | GlobalAvgPool | GlobalMaxPool | Flatten | Unflatten | Linear | Embedding | Relu | LeakyRelu | Elu | Gelu | Silu | Softplus | Sigmoid | Tanh | HardTanh | Heaviside | Softmax | BatchNorm2D | BatchNorm1D | LayerNorm | GroupNorm | InstanceNorm2D | LocalResponseNorm | Dropout | Dropout2D | GaussianNoise | Upsample | ZeroPad2D | Identity | Residual | Parallel | Auxiliary)[])[]]
kind: "parallel"
/**
 * Stack the maps (concat) or add them (add).
 */
merge?: ("concat" | "add")
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
}
/**
 * A classifier in the middle: its loss helps training, its answer is not used.
 * 
 * Szegedy et al., Going deeper with convolutions, 2014.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Auxiliary".
 */
export interface Auxiliary {
/**
 * The layers of the head.
 * 
 * @minItems 1
 */
head: [(Conv2D | ConvTranspose2D | MaxPool2D | AvgPool2D | L2Pool2D | AdaptiveAvgPool2D | GlobalAvgPool | GlobalMaxPool | Flatten | Unflatten | Linear | Embedding | Relu | LeakyRelu | Elu | Gelu | Silu | Softplus | Sigmoid | Tanh | HardTanh | Heaviside | Softmax | BatchNorm2D | BatchNorm1D | LayerNorm | GroupNorm | InstanceNorm2D | LocalResponseNorm | Dropout | Dropout2D | GaussianNoise | Upsample | ZeroPad2D | Identity | Residual | Parallel | Auxiliary), ...((Conv2D | ConvTranspose2D | MaxPool2D | AvgPool2D | L2Pool2D | AdaptiveAvgPool2D | GlobalAvgPool | GlobalMaxPool | Flatten | Unflatten | Linear | Embedding | Relu | LeakyRelu | Elu | Gelu | Silu | Softplus | Sigmoid | Tanh | HardTanh | Heaviside | Softmax | BatchNorm2D | BatchNorm1D | LayerNorm | GroupNorm | InstanceNorm2D | LocalResponseNorm | Dropout | Dropout2D | GaussianNoise | Upsample | ZeroPad2D | Identity | Residual | Parallel | Auxiliary))[]]
kind: "auxiliary"
/**
 * The node's name in the module; its index where there is none.
 */
name?: (string | null)
/**
 * How much the head's loss counts.
 */
weight?: number
}
/**
 * One step of plain gradient descent on one image, after all else is in place: "train on this".
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Nudge".
 */
export interface Nudge {
/**
 * [channels][height][width] of the network's own size.
 */
image: number[][][]
lr?: number
/**
 * The class that the image is of, by its index.
 */
target: number
}
/**
 * A filter, or a neuron's row of weights, with numbers of one's own; what is left out stays as it is.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Painted".
 */
export interface Painted {
/**
 * Its bias, where the layer has some.
 */
bias?: (number | null)
/**
 * Which of the layer's filters: the output channel or neuron.
 */
channel: number
path: string
/**
 * All its weights in the order of the parameter's own [in, height, width] or [in].
 */
weight?: (number[] | null)
}
/**
 * Show this image to the network; answered by `result`. A newer one supersedes one not yet started.
 * 
 * `unit` asks of the pass that is shown, in its mode; `attribution` is answered in test mode.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Infer".
 */
export interface Infer {
/**
 * Why this answer? Answered where the image has the network's own size.
 */
attribution?: ((Question | []|[Question]|[Question, Question]|[Question, Question, Question]|[Question, Question, Question, Question]) | null)
/**
 * The image as a file (PNG, JPEG, WebP, GIF, BMP) in base64, or `pixels`.
 */
image?: (string | null)
/**
 * `image` keeps the image's own size, longest side ≤ 512: nodes after the first misfit have no maps.
 */
input_size?: ("network" | "image")
/**
 * Paths whose maps are wanted; null for all, [] for none.
 */
layers?: (string[] | null)
/**
 * With `train`: decides masks and noise, so that the same seed draws the same ones.
 */
mask_seed?: number
/**
 * Test or training.
 */
mode?: ("test" | "train")
/**
 * The image as rows of numbers, or `image`.
 */
pixels?: ([[number, ...(number)[]], ...([number, ...(number)[]])[]] | [[[number, number, number], ...([number, number, number])[]], ...([[number, number, number], ...([number, number, number])[]])[]] | null)
preprocess?: ("none" | "photo" | "digit" | "text")
/**
 * Comes back in the `result`.
 */
seq: number
type: "infer"
}
/**
 * On which pixels does the score of a class rest, or a unit's number?
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Question".
 */
export interface Question {
/**
 * For Grad-CAM: a layer with maps; null for the last convolution.
 */
layer?: (string | null)
/**
 * The kind alone, or with its settings.
 */
method: (Saliency | InputXGradient | SmoothGrad | IntegratedGradients | GuidedBackprop | Deconvolution | GradCam | Occlusion)
/**
 * Index or name of the class; null for the network's answer.
 */
target?: (number | string | null)
/**
 * A hidden unit, in the place of a class: its number is the score.
 */
unit?: (UnitPlace | null)
}
/**
 * How strongly the score answers to a small change of each pixel: the gradient's size.
 * 
 * Says where the network is sensitive, not what speaks for the class: an edge that would spoil the answer is as
 * bright as one that makes it. Noisy, and near zero where an activation is saturated. Of several channels the
 * largest counts. Simonyan, Vedaldi, Zisserman, "Deep inside convolutional networks" (2013), arXiv:1312.6034.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Saliency".
 */
export interface Saliency {
/**
 * Show the size alone, as in the paper; otherwise the sign too.
 */
absolute?: boolean
kind: "saliency"
}
/**
 * The gradient times the pixel: what each pixel adds, were the network linear.
 * 
 * Exact for a linear network and for one of ReLUs and max-pools without biases. Pixels of the value 0 get nothing,
 * whatever they mean: with the normalisation “half” that is mid-grey, not black. Shrikumar et al.,
 * "Not just a black box" (2016), arXiv:1605.01713.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "InputXGradient".
 */
export interface InputXGradient {
kind: "input_x_gradient"
}
/**
 * The mean gradient over noisy copies of the image.
 * 
 * Calmer than one gradient and easier to read. The noise leads to images that the network never saw, and its amount
 * decides what remains: change it before you trust a detail. Smilkov et al., "SmoothGrad: removing noise by adding
 * noise" (2017), arXiv:1706.03825.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SmoothGrad".
 */
export interface SmoothGrad {
kind: "smooth_grad"
/**
 * Standard deviation, as a share of the image's range.
 */
noise?: number
/**
 * Noisy copies.
 */
samples?: number
/**
 * Decides the noise.
 */
seed?: number
}
/**
 * What each pixel adds on the way from an even picture to this one.
 * 
 * Adds up: the sum over all pixels is the score minus that of the even picture (with enough steps). Everything
 * depends on that picture: pixels equal to it get nothing. Sundararajan, Taly, Yan, "Axiomatic attribution for deep
 * networks" (2017), arXiv:1703.01365.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "IntegratedGradients".
 */
export interface IntegratedGradients {
/**
 * The even picture where the way begins.
 */
background?: ("black" | "gray" | "white")
kind: "integrated_gradients"
/**
 * Points on the way (Gauss-Legendre).
 */
steps?: number
}
/**
 * The gradient, where each ReLU lets back only what is positive and was active.
 * 
 * Sharp and pleasant pictures of the features in the image. They hardly change with the class, and stay much the
 * same for random weights (Adebayo et al., "Sanity checks for saliency maps", 2018): a picture of the input's edges
 * rather than of the decision. Without ReLU it is the plain gradient. Springenberg et al., "Striving for simplicity"
 * (2014), arXiv:1412.6806.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GuidedBackprop".
 */
export interface GuidedBackprop {
kind: "guided_backprop"
}
/**
 * The signal led back, where each ReLU lets through what is positive, active or not.
 * 
 * The deconvnet picture of what could have caused the score. As it ignores which units were active, it says less
 * about this image than guided backpropagation; without max-pooling it is blurred. Without ReLU it is the plain
 * gradient. Zeiler, Fergus, "Visualizing and understanding convolutional networks" (2013), arXiv:1311.2901.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Deconvolution".
 */
export interface Deconvolution {
kind: "deconvolution"
}
/**
 * Where a layer's maps speak for the class: each map weighted by its mean gradient.
 * 
 * Depends on the class and shows the region, as coarse as the layer's maps; it is enlarged to the image and says
 * nothing about single pixels. By default the last convolution; in early layers the mean gradient says little.
 * Selvaraju et al., "Grad-CAM" (2016), arXiv:1610.02391.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GradCam".
 */
export interface GradCam {
kind: "grad_cam"
/**
 * Show only what speaks for the class, as in the paper; otherwise also what speaks against it.
 */
positive?: boolean
}
/**
 * How much the score falls when a patch is covered.
 * 
 * Asks the network itself and needs no gradient, so it holds for any network. Covered images are unlike any that
 * it was trained on, and parts that can stand in for each other are both found unimportant. Zeiler, Fergus,
 * "Visualizing and understanding convolutional networks" (2013), arXiv:1311.2901.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Occlusion".
 */
export interface Occlusion {
/**
 * What covers the patch.
 */
background?: ("black" | "gray" | "white")
kind: "occlusion"
/**
 * Side of the patch, in input pixels; at most the image's.
 */
patch?: number
/**
 * Pixels from one place of the patch to the next; at most the patch's side.
 */
stride?: number
}
/**
 * One number of the network.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnitPlace".
 */
export interface UnitPlace {
/**
 * Channel of a map, or index into a vector.
 */
channel: number
/**
 * The node, or "input".
 */
path: string
x?: number
y?: number
}
/**
 * How did this one number come about? Of the last image; answered by `unit`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AskUnit".
 */
export interface AskUnit {
/**
 * Channel of a map, or index into a vector.
 */
channel: number
/**
 * Its activation as a curve too, with a histogram of what the layer's activation gets.
 */
curve?: boolean
/**
 * The way back too: what this score's gradient is for the number and all that it is made of.
 */
gradient?: (GradientOf | null)
path: string
type: "unit"
x?: number
y?: number
}
/**
 * The number at the end, whose gradient is led back.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GradientOf".
 */
export interface GradientOf {
/**
 * `score`: the input of a final softmax, else the network's output; `probability` p; `loss`: −ln p.
 */
of?: ("score" | "probability" | "loss")
/**
 * Index or name of the class; null for the network's answer.
 */
target?: (number | string | null)
}
/**
 * The weights of these layers; answered by `filters`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AskFilters".
 */
export interface AskFilters {
/**
 * Paths; null for all layers that have weights.
 */
layers?: (string[] | null)
type: "filters"
}
/**
 * Send frames of these layers while the run goes on.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Subscribe".
 */
export interface Subscribe {
/**
 * Paths; [] stops the frames.
 * 
 * @maxItems 1024
 */
layers: string[]
max_fps?: number
type: "subscribe"
/**
 * @maxItems 8
 */
what: []|[("maps" | "filters" | "statistics" | "gradients")]|[("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients")]|[("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients")]|[("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients")]|[("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients")]|[("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients")]|[("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients")]|[("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients"), ("maps" | "filters" | "statistics" | "gradients")]
}
/**
 * Pin an image: frames show what the network in training makes of it. Neither image nor pixels unpins.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Probe".
 */
export interface Probe {
/**
 * The image as a file in base64.
 */
image?: (string | null)
pixels?: ([[number, ...(number)[]], ...([number, ...(number)[]])[]] | [[[number, number, number], ...([number, number, number])[]], ...([[number, number, number], ...([number, number, number])[]])[]] | null)
preprocess?: ("none" | "photo" | "digit" | "text")
/**
 * A number of the client's own; frames that answer to this image carry it as `probe`.
 */
seq?: (number | null)
/**
 * The class that the image is of, for `gradients`; null, or no class of the network: the most probable one.
 */
target?: (number | null)
type: "probe"
}
/**
 * This frame is drawn; the next may come.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Ack".
 */
export interface Ack {
/**
 * Its number, from the header.
 */
frame: number
type: "ack"
}
/**
 * How the test images were taken for one another by the newest checkpoint.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Confusion".
 */
export interface Confusion {
classes: string[]
/**
 * `matrix[true][predicted]`, counts of test images.
 */
matrix: number[][]
step: number
}
/**
 * `POST /api/v1/runs`: what to train, on what, and how.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CreateRun".
 */
export interface CreateRun {
/**
 * The id of a data set that is ready.
 */
dataset: string
/**
 * Shown to people; the network's name where there is none.
 */
name?: (string | null)
/**
 * A network, or `{"preset": id}`.
 */
network: (NetworkSpec | PresetRef)
/**
 * Steps on single images before the first one of the run.
 * 
 * @maxItems 16
 */
nudges?: Nudge[]
/**
 * Filters that are set by hand before the first step; list their layer in `training.frozen` to keep them so.
 * 
 * @maxItems 256
 */
painted?: Painted[]
/**
 * `paused` waits before the first step.
 */
start?: ("running" | "paused")
training?: TrainConfig
/**
 * Begin with the parameters of this model, layer by layer where path and shapes are equal.
 */
weights_from?: (string | null)
/**
 * {path here: path there}: weights follow nodes, and nodes left out are new. Without it, paths decide.
 */
weights_map?: ({
[k: string]: string
} | null)
}
/**
 * A network of `models/` by its id.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PresetRef".
 */
export interface PresetRef {
preset: string
}
/**
 * Settings; every one has a default.
 */
export interface TrainConfig {
/**
 * Random changes of the training images, in this order.
 * 
 * @maxItems 16
 */
augmentation?: (Shift | Rotate | Scale | Shear | Elastic | Flip | Crop | Cutout | ColorJitter)[]
/**
 * Images in a mini-batch: one step.
 */
batch_size?: number
/**
 * Steps between checkpoints; "auto" is the first ten, then ever further apart, 45 in all; and each epoch.
 */
checkpoint_every?: ("auto" | number)
/**
 * Where to train; "auto" takes CUDA, else MPS, else the CPU.
 */
device?: ("auto" | ("cpu" | "cuda" | "mps"))
/**
 * Passes over the training images; "auto" is the data set's own number.
 */
epochs?: ("auto" | number)
/**
 * Steps between evaluations on all validation images; "auto" is a sample of them about once a second.
 */
evaluate_every?: ("auto" | number)
/**
 * Paths of the layers whose parameters stay as they are.
 * 
 * @maxItems 1024
 */
frozen?: string[]
/**
 * Single filters, or neurons, that stay as they are: output channels by the path of their layer.
 */
frozen_filters?: {
/**
 * @maxItems 65536
 */
[k: string]: number[]
}
/**
 * The weights before the first step.
 */
initializer?: (Default | Zeros | Normal | InverseSqrt | Xavier | He | Orthogonal)
/**
 * The first weights of single layers, or of all in a block, by path: in place of `initializer`.
 */
initializers?: {
[k: string]: Default | Zeros | Normal | InverseSqrt | Xavier | He | Orthogonal
}
/**
 * What training makes small.
 */
loss?: (CrossEntropy | Quadratic | BinaryCrossEntropy | Hinge | MeanSquaredError)
/**
 * How a step follows from the gradients.
 */
optimizer?: (Sgd | Adagrad | RmsProp | Adadelta | Adam | AdamW | Perceptron | Adaline)
/**
 * At most so many steps a second, for watching.
 */
pace?: (number | null)
/**
 * Arithmetic of the layers; "auto" takes what is faster on this machine.
 */
precision?: ("auto" | ("float32" | "bfloat16"))
/**
 * How the learning rate changes over the run; `lr` is its peak.
 */
schedule?: (Constant | StepLr | Cosine | OneCycle)
/**
 * Decides the initial weights, the order of the images, augmentation and dropout.
 */
seed?: number
/**
 * Processor threads; only a fixed number promises that a resumed run repeats bit for bit, on a processor.
 */
threads?: ("auto" | number)
/**
 * Pull of the weights towards zero (L2 under SGD and Adam, decoupled under AdamW).
 */
weight_decay?: number
}
/**
 * Moves each image by a random share of its size, down or up and left or right.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Shift".
 */
export interface Shift {
/**
 * Largest move as a share of the image's height and width.
 */
fraction?: number
kind: "shift"
}
/**
 * Turns each image about its centre by a random angle.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Rotate".
 */
export interface Rotate {
/**
 * Largest angle, either way.
 */
degrees?: number
kind: "rotate"
}
/**
 * Enlarges or shrinks each image by a random factor.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Scale".
 */
export interface Scale {
/**
 * Largest factor; the smallest is its inverse.
 */
factor?: number
kind: "scale"
}
/**
 * Slants each image by a random angle, to the left or to the right.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Shear".
 */
export interface Shear {
/**
 * Largest angle, either way.
 */
degrees?: number
kind: "shear"
}
/**
 * Bends each image by a smooth random field of moves, as in Simard et al. 2003.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Elastic".
 */
export interface Elastic {
/**
 * Standard deviation of the moves, in pixels.
 */
alpha?: number
kind: "elastic"
/**
 * Smoothness of the field, in pixels.
 */
sigma?: number
}
/**
 * Mirrors some of the images, left and right exchanged. Not for digits and letters.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Flip".
 */
export interface Flip {
kind: "flip"
/**
 * Share of the images that are mirrored.
 */
p?: number
}
/**
 * Puts a black edge around each image and cuts a piece of the old size out of it at random.
 * 
 * So each image moves by whole pixels. He et al. 2015, section 4.2, with an edge of 4.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Crop".
 */
export interface Crop {
kind: "crop"
/**
 * Width of the edge, in pixels.
 */
padding?: number
}
/**
 * Blackens a square at a random place of each image, so that no single part decides.
 * 
 * DeVries & Taylor 2017, https://arxiv.org/abs/1708.04552: the centre is any pixel, so the square may stick out.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Cutout".
 */
export interface Cutout {
kind: "cutout"
/**
 * Side of the square, in pixels.
 */
size?: number
}
/**
 * Changes brightness, contrast and saturation of each image by random factors.
 * 
 * A factor is drawn from 1 − x … 1 + x; what leaves the range of a pixel is clipped. Grey images have no
 * saturation to change.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ColorJitter".
 */
export interface ColorJitter {
/**
 * Largest change of the brightness: a factor on every pixel.
 */
brightness?: number
/**
 * Largest change of the distance from the image's mean grey.
 */
contrast?: number
kind: "color_jitter"
/**
 * Largest change of the distance from each pixel's own grey.
 */
saturation?: number
}
/**
 * PyTorch's own: uniform in ±1/√fan-in for weights and biases.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Default".
 */
export interface Default {
kind: "default"
}
/**
 * All weights and biases zero: every unit of a layer stays the same as its neighbours.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Zeros".
 */
export interface Zeros {
kind: "zeros"
}
/**
 * Weights and biases from a normal distribution of a given standard deviation.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Normal".
 */
export interface Normal {
kind: "normal"
/**
 * Standard deviation.
 */
std?: number
}
/**
 * Normal with deviation 1/√fan-in; biases from N(0, 1), as in Nielsen's book, chapter 3.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "InverseSqrt".
 */
export interface InverseSqrt {
kind: "inverse_sqrt"
}
/**
 * Uniform in ±√(6/(fan-in + fan-out)), biases zero. Glorot & Bengio 2010; for tanh and sigmoid.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Xavier".
 */
export interface Xavier {
kind: "xavier"
}
/**
 * Normal with deviation √(2/fan-in), biases zero. He et al. 2015, for ReLU.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "He".
 */
export interface He {
kind: "he"
}
/**
 * Orthonormal rows or columns, biases zero. Saxe et al. 2014.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Orthogonal".
 */
export interface Orthogonal {
/**
 * Factor on the orthonormal matrix.
 */
gain?: number
kind: "orthogonal"
}
/**
 * Minus the logarithm of the probability of the right class, averaged over the mini-batch.
 * 
 * Reads the logits: the input of a trailing softmax, or the network's output.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CrossEntropy".
 */
export interface CrossEntropy {
kind: "cross_entropy"
/**
 * Share of the target spread evenly over all classes.
 */
label_smoothing?: number
}
/**
 * Half the squared distance between output and one-hot target, averaged over the mini-batch.
 * 
 * Reads the network's final output, its sigmoid or softmax included: ½ mean of Σ(a − y)².
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Quadratic".
 */
export interface Quadratic {
kind: "quadratic"
}
/**
 * Each output by itself: −ln a for the right class and −ln(1 − a) for the others, averaged over the mini-batch.
 * 
 * Reads what goes into a trailing sigmoid, or the network's output as if one followed: the sum over the
 * outputs of −y ln a − (1 − y) ln(1 − a). Nielsen's book, chapter 3.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BinaryCrossEntropy".
 */
export interface BinaryCrossEntropy {
kind: "binary_cross_entropy"
}
/**
 * How far each wrong class comes within a margin of the right one's score, averaged over the mini-batch.
 * 
 * Reads raw scores: Σ max(0, s_j − s_right + margin) over the wrong classes j. Weston & Watkins 1999; the loss
 * of support vector machines.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Hinge".
 */
export interface Hinge {
kind: "hinge"
/**
 * Lead that the right class must have.
 */
margin?: number
}
/**
 * Mean squared difference between output and input, over the pixels and the mini-batch.
 * 
 * For networks that give their input back: autoencoders. Theirs without any choice.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MeanSquaredError".
 */
export interface MeanSquaredError {
kind: "mean_squared_error"
}
/**
 * Stochastic gradient descent: a step against the mini-batch's gradient, with momentum if asked.
 * 
 * v ← momentum · v + g, w ← w − lr · v. Nesterov's variant looks ahead: w ← w − lr · (g + momentum · v).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Sgd".
 */
export interface Sgd {
kind: "sgd"
/**
 * Learning rate; with a schedule, its peak.
 */
lr?: number
/**
 * Share of the previous step that is kept.
 */
momentum?: number
/**
 * Take the gradient ahead of the momentum (needs momentum above 0).
 */
nesterov?: boolean
}
/**
 * A learning rate for each weight: lr over the root of the sum of its squared gradients so far.
 * 
 * Weights with small gradients take larger steps; the rates only fall. Duchi, Hazan, Singer, Adaptive
 * subgradient methods, 2011.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Adagrad".
 */
export interface Adagrad {
/**
 * Added to the denominator for numerical stability.
 */
eps?: number
kind: "adagrad"
/**
 * Learning rate; with a schedule, its peak.
 */
lr?: number
}
/**
 * As Adagrad, with a running mean of the squared gradients: a rate can rise again.
 * 
 * Tieleman & Hinton, lecture 6.5 of Neural networks for machine learning, 2012.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RmsProp".
 */
export interface RmsProp {
/**
 * Decay of the running mean of the squared gradient.
 */
alpha?: number
/**
 * Added to the denominator for numerical stability.
 */
eps?: number
kind: "rmsprop"
/**
 * Learning rate; with a schedule, its peak.
 */
lr?: number
/**
 * Share of the previous step that is kept.
 */
momentum?: number
}
/**
 * Steps as long as the latest ones, by the size of the gradient: no learning rate to find.
 * 
 * Zeiler 2012, https://arxiv.org/abs/1212.5701, where `lr` is 1.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Adadelta".
 */
export interface Adadelta {
/**
 * Added under both roots: the size of the first steps.
 */
eps?: number
kind: "adadelta"
/**
 * Factor on the steps; with a schedule, its peak.
 */
lr?: number
/**
 * Decay of the running means of the squared gradient and of the squared step.
 */
rho?: number
}
/**
 * Adam: steps scaled by running means of the gradient and of its square.
 * 
 * Kingma & Ba 2015, https://arxiv.org/abs/1412.6980. `weight_decay` adds to the gradient (L2).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Adam".
 */
export interface Adam {
/**
 * Decay of the running means of the gradient and of its square.
 * 
 * @minItems 2
 * @maxItems 2
 */
betas?: [number, number]
/**
 * Added to the denominator for numerical stability.
 */
eps?: number
kind: "adam"
/**
 * Learning rate; with a schedule, its peak.
 */
lr?: number
}
/**
 * Adam with weight decay decoupled from the gradient.
 * 
 * Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AdamW".
 */
export interface AdamW {
/**
 * Decay of the running means of the gradient and of its square.
 * 
 * @minItems 2
 * @maxItems 2
 */
betas?: [number, number]
/**
 * Added to the denominator for numerical stability.
 */
eps?: number
kind: "adamw"
/**
 * Learning rate; with a schedule, its peak.
 */
lr?: number
}
/**
 * Rosenblatt's rule for one layer with a threshold: w ← w + lr · (d − y) · x, only where the answer is wrong.
 * 
 * With batches of one as in the lectures; a larger batch takes the mean of its images' steps. It is gradient
 * descent on the quadratic cost with the threshold's slope taken as 1. Rosenblatt, The perceptron, 1958.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Perceptron".
 */
export interface Perceptron {
kind: "perceptron"
/**
 * Learning rate α; with a schedule, its peak.
 */
lr?: number
}
/**
 * The delta rule for one layer of weighted sums: w ← w + lr · (d − w·x) · x, for every image.
 * 
 * With batches of one as in the lectures; a larger batch takes the mean of its images' steps. It is gradient
 * descent on the quadratic cost. Widrow & Hoff, Adaptive switching circuits, 1960.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Adaline".
 */
export interface Adaline {
kind: "adaline"
/**
 * Learning rate α; with a schedule, its peak.
 */
lr?: number
}
/**
 * The same learning rate throughout.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Constant".
 */
export interface Constant {
kind: "constant"
}
/**
 * Drops by a factor every few epochs.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "StepLr".
 */
export interface StepLr {
/**
 * Factor of each drop.
 */
gamma?: number
kind: "step_lr"
/**
 * Epochs between drops.
 */
step_size?: number
}
/**
 * Falls along half a cosine wave. Loshchilov & Hutter 2017, https://arxiv.org/abs/1608.03983.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Cosine".
 */
export interface Cosine {
/**
 * Learning rate at the end.
 */
eta_min?: number
kind: "cosine"
}
/**
 * Rises to the peak, then falls close to zero: fast training with few epochs.
 * 
 * Smith & Topin 2018, https://arxiv.org/abs/1708.07120; the numbers of torch's `OneCycleLR` without its
 * cycling of the momentum.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "OneCycle".
 */
export interface OneCycle {
/**
 * The start is the peak divided by this.
 */
div_factor?: number
/**
 * The end is the start divided by this.
 */
final_div_factor?: number
kind: "one_cycle"
/**
 * Share of the run that is spent rising.
 */
pct_start?: number
}
/**
 * A data set as `GET /api/v1/datasets/{id}` tells it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DatasetInfo".
 */
export interface DatasetInfo {
classes: string[]
/**
 * What an entry is: an image, or a text as a column of the bytes of its UTF-8, filled up with zeros.
 */
content?: ("image" | "text")
/**
 * What `epochs: "auto"` means for this data set.
 */
default_epochs: number
error: (DatasetError | null)
id: string
input: ImageShape
licence: string
/**
 * Was it uploaded? Then it can be deleted.
 */
own?: boolean
/**
 * Share done, 0…1, while it is being downloaded or converted; null otherwise.
 */
progress: (number | null)
/**
 * Whether it can be opened now, without a download.
 */
ready: boolean
sizes: Sizes
/**
 * Files of the zip that were left out: they are no images, or lie outside the class folders.
 */
skipped?: number
/**
 * Paths of the first few of these.
 */
skipped_names?: string[]
/**
 * The page that describes where the data come from.
 */
source: string
title: string
}
/**
 * Why the last attempt to fetch or convert a data set failed.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DatasetError".
 */
export interface DatasetError {
code: string
detail: string
params?: {
[k: string]: string | number
}
}
/**
 * The size of every image of a data set.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ImageShape".
 */
export interface ImageShape {
channels: number
height: number
width: number
}
/**
 * Number of images in each split.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Sizes".
 */
export interface Sizes {
test: number
train: number
validation: number
}
/**
 * How a network answers some images: those from `start` on of `of` that are evenly spread over the split.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Evaluation".
 */
export interface Evaluation {
classes: string[]
dataset: string
/**
 * How many were looked at; fewer than asked for where the network is large: go on from `start` + `images`.
 */
images: number
/**
 * `matrix[true][predicted]` of these images.
 */
matrix: number[][]
of: number
right: number
/**
 * Large networks are run in bfloat16 where the processor has it: a close call may fall the other way.
 */
rounded: boolean
split: ("train" | "validation" | "test")
start: number
}
/**
 * The receptive field of one unit: as analysed, and as measured with the given weights and with fresh ones.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "FieldAnswer".
 */
export interface FieldAnswer {
/**
 * The model whose weights `fresh` has, where one was named.
 */
against: (string | null)
channel: number
dataset: string
fresh: MeasuredField
/**
 * How many were averaged over, evenly spread over the split.
 */
images: number
now: MeasuredField
path: string
/**
 * Of the fresh weights; null where another model stands in their place.
 */
seed: (number | null)
theoretical: TheoreticalField
/**
 * Whether every parameter of `now` comes from training.
 */
trained: boolean
x: number
y: number
}
/**
 * Where the unit's value depends on the pixels, and how much.
 * 
 * Luo et al. 2016, arXiv:1701.04128.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MeasuredField".
 */
export interface MeasuredField {
/**
 * Row and column of the centre of gravity; null where nothing is moved.
 */
centre: ([number, number] | null)
/**
 * [height][width]: the mean over the images of |∂unit/∂pixel|, summed over channels, as a share of `high`.
 */
heat: number[][]
/**
 * The strongest pixel; 0 where no image moves the unit (a dead ReLU, say). Pixels are the normalised ones.
 */
high: number
/**
 * Half of it.
 */
radius: number
/**
 * √ of the number of pixels with at least 1 − 95.45 % of the strongest, in pixels: the side of a square.
 */
size: number
}
/**
 * The pixels that the unit could depend on.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TheoreticalField".
 */
export interface TheoreticalField {
/**
 * y0, x0, y1, x1: ends exclusive, padding included.
 * 
 * @minItems 4
 * @maxItems 4
 */
box: [number, number, number, number]
/**
 * Half of it.
 */
radius: number
/**
 * √ of the number of its pixels within the image.
 */
size: number
}
/**
 * The gradient of single training images and of mini-batches of them, at a checkpoint.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Gradients".
 */
export interface Gradients {
/**
 * The run's own: its next mini-batch is the first so many images.
 */
batch_size: number
batches: GradientBatches[]
/**
 * Length of the mean of all; it points along x.
 */
full: number
/**
 * The images in the train split, in the order in which the run takes them.
 */
indices: number[]
labels: number[]
losses: number[]
/**
 * Share of the scatter about the mean that the plane shows.
 */
shown: number
singles: GradientArrows
step: number
}
/**
 * The mini-batches of one size: each arrow is the mean over its images.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GradientBatches".
 */
export interface GradientBatches {
arrows: GradientArrows
/**
 * Forward and backward for one of them, on one thread of the server.
 */
milliseconds: number
size: number
}
/**
 * Gradients of the loss by all weights, in a plane; an entry each.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GradientArrows".
 */
export interface GradientArrows {
/**
 * Their lengths, of which the plane shows a part.
 */
norm: number[]
/**
 * Along the mean of all of them.
 */
x: number[]
/**
 * Across it, where they scatter most.
 */
y: number[]
}
/**
 * How far it is: `found` is there once `progress` is 1.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Inquiry".
 */
export interface Inquiry {
found: ((Answers | TopImages | ImageMap | Step | Standing) | null)
/**
 * 0…1.
 */
progress: number
/**
 * How many others are found out before.
 */
waiting: number
}
/**
 * Of the test images: mean loss, accuracy, confusion `matrix[true][predicted]`, mistakes worst loss first.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Answers".
 */
export interface Answers {
/**
 * Share of right answers.
 */
accuracy: (number | null)[]
classes: string[]
/**
 * Mean probability of the answer.
 */
confidence: (number | null)[]
/**
 * Expected calibration error: |confidence − accuracy|, averaged over the images. Guo et al. 2017, equation 3.
 */
error: number
/**
 * How many images are in each bin.
 */
images: number[]
kind: "answers"
loss: (number | null)
matrix: number[][]
mistakes: Mistake[]
share_right: number
top1: number
/**
 * Share of images whose class is among the five most probable; null for five classes or fewer.
 */
top5: (number | null)
/**
 * How many are wrong; `mistakes` has at most 200 of them.
 */
total: number
}
/**
 * An image that the network gets wrong.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Mistake".
 */
export interface Mistake {
/**
 * In its split.
 */
index: number
label: number
/**
 * Null where it is not finite.
 */
loss: (number | null)
predicted: number
/**
 * Of the predicted class.
 */
probability: number
}
/**
 * By channel, the images with the strongest activations, strongest first.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TopImages".
 */
export interface TopImages {
channels: TopImage[][]
/**
 * How many images were looked at, evenly spread over the split: fewer where the network is large.
 */
images: number
kind: "top_images"
layer: string
split: string
}
/**
 * An image and where in it a channel is strongest.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TopImage".
 */
export interface TopImage {
/**
 * In the split.
 */
index: number
/**
 * The activation there, the largest of this channel in this image.
 */
value: number
/**
 * The unit's place in the map; 0, 0 of a vector.
 */
x: number
y: number
}
/**
 * Test images as points in a plane.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ImageMap".
 */
export interface ImageMap {
classes: string[]
/**
 * Share of the variance that the plane shows; null for t-SNE, whose distances have no unit.
 */
explained: (number | null)
/**
 * In the test split, evenly spread.
 */
indices: number[]
kind: "image_map"
labels: number[]
/**
 * The node whose values are arranged: what the last layer with weights reads.
 */
layer: string
method: ("pca" | "tsne")
/**
 * The network's answers; null where it gives images back.
 */
predicted: (number[] | null)
/**
 * How many values it has for each image.
 */
size: number
x: number[]
/**
 * Both from −1 to 1.
 */
y: number[]
}
/**
 * One step of training under the microscope; nothing is kept of it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Step".
 */
export interface Step {
/**
 * Of the mini-batch.
 */
images: number
kind: "microscope"
/**
 * In order of execution.
 */
layers: Passage[]
loss: (number | null)
lr: number
step: number
updated: Updated
}
/**
 * A layer on the way back: how long the gradients of its output and of its input are, over the mini-batch.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Passage".
 */
export interface Passage {
/**
 * Null where the input needs none: the picture's.
 */
downstream: (number | null)
kind: string
path: string
unit: (Slope | null)
upstream: (number | null)
}
/**
 * The chain rule at one unit of an activation: upstream × local = downstream.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Slope".
 */
export interface Slope {
/**
 * Their product.
 */
downstream: number
input: number
/**
 * ∂output/∂input: the slope of the function at the input.
 */
local: number
output: number
/**
 * ∂L/∂input as torch has it: the same, but where the input is read by others too.
 */
torch: number
/**
 * Channel, row, column; 0 where there are none. Of the first image of the mini-batch.
 * 
 * @minItems 3
 * @maxItems 3
 */
unit: [number, number, number]
/**
 * ∂L/∂output.
 */
upstream: number
}
/**
 * How one weight came from before to after.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Updated".
 */
export interface Updated {
/**
 * before + Δ.
 */
after: number
before: number
delta: number
index: number[]
parameter: string
shape: number[]
/**
 * In order; the last is Δ. None where the weight is frozen.
 */
terms: Term[]
/**
 * What torch's optimiser made of it.
 */
torch: (number | null)
}
/**
 * One factor of an update: `symbol` ← `formula` = `numbers` = `value`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Term".
 */
export interface Term {
formula: string
/**
 * The formula with its numbers, to four digits.
 */
numbers: string
symbol: string
value: number
}
/**
 * The layers as they stand before a step; gradients are of the mini-batch that comes next.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Standing".
 */
export interface Standing {
/**
 * Validation images that outputs were taken of, evenly spread and always the same: fewer for costly networks.
 */
images: number
kind: "statistics"
layers: LayerStatistics[]
step: number
}
/**
 * Of one node, after a step.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LayerStatistics".
 */
export interface LayerStatistics {
/**
 * Of its outputs, over the images looked at.
 */
activations?: (Histogram | null)
/**
 * Of a ReLU: the share of its channels that are 0 everywhere in all images looked at.
 */
dead?: (number | null)
/**
 * Euclidean length of its gradient.
 */
gradient_norm?: (number | null)
/**
 * Of the loss by that parameter, for the mini-batch of the last step; null before the first.
 */
gradients?: (Histogram | null)
/**
 * Filters whose weights equal those of an earlier one, number for number: they learn the same for ever.
 */
identical?: number
path: string
/**
 * Of sigmoid and tanh: the share of outputs at which its slope is below 5 % of the largest.
 */
saturated?: (number | null)
/**
 * Length of the last step that was watched over the length of the weight before it; about 10⁻³ is usual.
 */
update_ratio?: (number | null)
/**
 * Euclidean length of `weight`.
 */
weight_norm?: (number | null)
/**
 * Of its parameter `weight`.
 */
weights?: (Histogram | null)
}
/**
 * Numbers in bins of equal width from `low` to `high`; those that are not finite are left out.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Histogram".
 */
export interface Histogram {
counts: number[]
high: number
low: number
}
/**
 * A picture that makes one number of the network large, and how the number rose.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Maximisation".
 */
export interface Maximisation {
/**
 * Of the map, or the index into a vector.
 */
channel: number
/**
 * No step found a slope: nothing in this picture moves the number (a dead ReLU, say).
 */
flat: boolean
/**
 * Evenly spread over the steps: the first is the start, the last the result.
 */
frames: MaximisationFrame[]
path: string
/**
 * Index of the class, where its score was made large.
 */
target: (number | null)
/**
 * Whether every parameter comes from training.
 */
trained: boolean
/**
 * Before the first step and after each; null where not finite.
 */
values: (number | null)[]
x: (number | null)
/**
 * The unit's row and column; null: the mean of the map, or a vector's number.
 */
y: (number | null)
}
/**
 * The picture after so many steps.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MaximisationFrame".
 */
export interface MaximisationFrame {
/**
 * A PNG file in base64, in the size of the network's input.
 */
png: string
step: number
value: (number | null)
}
/**
 * The wrong test images, worst loss first.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Mistakes".
 */
export interface Mistakes {
classes: string[]
mistakes: Mistake[]
step: number
/**
 * How many are wrong; `mistakes` has at most 200 of them.
 */
total: number
}
/**
 * A trained model with its network.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ModelDetail".
 */
export interface ModelDetail {
classes: string[]
dataset: string
input: InputShape
network: NetworkSpec
/**
 * Names it in other calls.
 */
ref: string
/**
 * Share of the test images that it gets right; null where it was not measured.
 */
test_accuracy: (number | null)
title: string
}
/**
 * A network with weights.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ModelInfo".
 */
export interface ModelInfo {
classes: string[]
dataset: string
input: InputShape
/**
 * Names it in other calls.
 */
ref: string
/**
 * Share of the test images that it gets right; null where it was not measured.
 */
test_accuracy: (number | null)
title: string
}
/**
 * Everything the analysis found.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NetworkSummary".
 */
export interface NetworkSummary {
nodes: NodeSummary[]
output_shape: number[]
/**
 * Where the analysis went no further.
 */
stuck?: (StuckSummary | null)
total: Total
warnings: NetworkWarning[]
}
/**
 * One node in order of execution; a combinator comes after the nodes inside it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NodeSummary".
 */
export interface NodeSummary {
/**
 * The output as float32, for one image.
 */
activation_bytes: number
/**
 * Into how many groups the input channels fall that a unit reads whole; for layers from a volume to a volume.
 */
channel_groups?: (number | null)
/**
 * The arithmetic of the parameters.
 */
count: (string | null)
/**
 * For convolutions.
 */
dense_equivalent?: (DenseEquivalent | null)
in_shape: number[]
/**
 * Paths of the nodes it reads, or "input".
 */
inputs: string[]
kind: string
/**
 * Multiply-accumulates for one image.
 */
macs: number
/**
 * The arithmetic of the multiply-accumulates.
 */
operations?: (string | null)
out_shape: number[]
/**
 * Trainable numbers.
 */
params: number
/**
 * The trainable tensors and their shapes.
 */
params_detail: {
[k: string]: number[]
}
/**
 * For combinators: what each way through them costs.
 */
parts?: PartSummary[]
/**
 * As in torch's `named_modules()`.
 */
path: string
/**
 * For layers from a volume to a volume; null where a unit reads every position.
 */
reach?: (ReachSummary | null)
receptive_field: ReceptiveField
/**
 * The arithmetic of the output's height and width, or of a vector's features.
 */
size: ({
[k: string]: string
} | null)
/**
 * "local" or "global": does a unit see a neighbourhood or everything?
 */
stage: ("local" | "global")
title: string
/**
 * Names that the field has for such a layer: "depthwise", "pointwise", …
 */
variants?: string[]
window: (WindowSummary | null)
}
/**
 * The fully connected layer that could do what a convolution does, all its weights free.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DenseEquivalent".
 */
export interface DenseEquivalent {
/**
 * The arithmetic of the parameters.
 */
count: string
/**
 * With a bias for each output number.
 */
params: number
/**
 * Input numbers times output numbers.
 */
weights: number
}
/**
 * One way through a combinator: a branch, the body, the shortcut, the head.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PartSummary".
 */
export interface PartSummary {
/**
 * Of the layers and merges on the way.
 */
activation_bytes: number
macs: number
out_shape: number[]
params: number
/**
 * As in paths: "branches.0", "body", "shortcut", "head".
 */
part: string
}
/**
 * What a unit (y, x) of a volume reads: rows ⌊y·step + first⌋ … ⌊y·step + last⌋, columns alike.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReachSummary".
 */
export interface ReachSummary {
/**
 * @minItems 2
 * @maxItems 2
 */
first: [number, number]
/**
 * @minItems 2
 * @maxItems 2
 */
last: [number, number]
/**
 * @minItems 2
 * @maxItems 2
 */
step: [number, number]
}
/**
 * The input pixels that one unit of the output may depend on (theoretical).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReceptiveField".
 */
export interface ReceptiveField {
/**
 * Height and width in input pixels.
 * 
 * @minItems 2
 * @maxItems 2
 */
size: [number, number]
/**
 * First row and column seen by unit (0, 0); negative means padding.
 * 
 * @minItems 2
 * @maxItems 2
 */
start: [number, number]
/**
 * How far it moves per step of the output; null for vectors.
 */
stride: ([number, number] | null)
}
/**
 * The sliding window of a convolution or pool.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "WindowSummary".
 */
export interface WindowSummary {
/**
 * Are sizes rounded up, so that the last window may stick out?
 */
ceil: boolean
/**
 * @minItems 2
 * @maxItems 2
 */
dilation: [number, number]
/**
 * @minItems 2
 * @maxItems 2
 */
kernel: [number, number]
/**
 * At the top and at the left.
 * 
 * @minItems 2
 * @maxItems 2
 */
padding: [number, number]
/**
 * At the bottom and at the right.
 * 
 * @minItems 2
 * @maxItems 2
 */
padding_end: [number, number]
/**
 * @minItems 2
 * @maxItems 2
 */
stride: [number, number]
}
/**
 * The node that cannot take its input.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "StuckSummary".
 */
export interface StuckSummary {
in_shape: number[]
path: string
/**
 * Of a convolution or pool.
 */
window: (WindowSummary | null)
}
/**
 * Sums over the leaves.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Total".
 */
export interface Total {
/**
 * Leaves and merges, float32, one image.
 */
activation_bytes: number
inference: InferenceTotal
/**
 * A prediction at the asked batch size: parameters, and the outputs that are needed at one time.
 */
inference_bytes?: number
macs: number
params: number
/**
 * One training step at the asked batch size and optimiser.
 */
training_bytes: number
}
/**
 * Without auxiliary heads.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "InferenceTotal".
 */
export interface InferenceTotal {
macs: number
params: number
}
/**
 * Something that works but may surprise.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NetworkWarning".
 */
export interface NetworkWarning {
code: string
detail: string
params?: {
[k: string]: string | number
}
path: string
/**
 * JSON Pointer into the description.
 */
pointer: string
}
/**
 * What a network makes of an image.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Prediction".
 */
export interface Prediction {
/**
 * Images that went through together: 1 in test mode.
 */
batch: number
classes: string[]
/**
 * Nothing is drawn.
 */
empty: boolean
/**
 * What the network saw, as a PNG file in base64.
 */
input_png: string
/**
 * The outputs before the final softmax.
 */
logits: (number | null)[]
milliseconds: number
mode: ("test" | "train")
/**
 * What was done to the image.
 */
notes: Note[]
/**
 * One per class; null for an empty drawing.
 */
probabilities: (number[] | null)
/**
 * The five most probable classes; none for an empty drawing.
 */
top: Guess[]
/**
 * Whether every parameter comes from training.
 */
trained: boolean
/**
 * Paths of the layers whose parameters come from the seed.
 */
untrained: string[]
}
/**
 * A remark on what was done with a request.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Note".
 */
export interface Note {
/**
 * Stable, for programs and translations.
 */
code: string
detail: string
/**
 * The numbers in `detail`.
 */
params: {
[k: string]: unknown
}
}
/**
 * One class and how probable it is.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Guess".
 */
export interface Guess {
label: string
probability: number
}
/**
 * A network of the lectures or the literature.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Preset".
 */
export interface Preset {
id: string
/**
 * What is simplified, and what to look at.
 */
note: string
paper: string
/**
 * Ways to train it that are known to go well, the best first.
 */
recipes?: Recipe[]
/**
 * The network itself; left out of listings.
 */
spec?: (NetworkSpec | null)
title: string
/**
 * Small enough to train on a laptop.
 */
trainable_here: boolean
/**
 * When it was published.
 */
year: number
}
/**
 * How to train a preset's network on a data set so that it gets far quickly.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Recipe".
 */
export interface Recipe {
dataset: string
/**
 * What it reached on the test images with the worst of several seeds.
 */
test_accuracy: number
/**
 * The settings, as `POST /runs` takes them.
 */
training: {
[k: string]: unknown
}
}
/**
 * RFC 9457's body of an error.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Problem".
 */
export interface Problem {
/**
 * Stable name of the problem.
 */
code: string
detail: string
/**
 * What is wrong in detail; at most 20, the body at most 4 KB.
 * 
 * @maxItems 20
 */
errors?: ErrorEntry[]
request_id?: string
status: number
title: string
/**
 * Were repairs or errors left out to keep the body small?
 */
truncated?: boolean
type?: string
}
/**
 * One thing that is wrong, and where.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ErrorEntry".
 */
export interface ErrorEntry {
/**
 * Stable name of the problem.
 */
code: string
/**
 * What is wrong and what would be right, in English.
 */
detail: string
/**
 * The numbers of the detail, for translation.
 */
params?: {
[k: string]: string | number
}
/**
 * Path of the node, for problems of a network.
 */
path?: (string | null)
/**
 * JSON Pointer into the request.
 */
pointer?: string
/**
 * Changes that solve it, best first.
 */
repairs?: Repair[]
}
/**
 * A change that solves a problem: `patch` is JSON Patch (RFC 6902) on the request.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Repair".
 */
export interface Repair {
/**
 * Stable name of the label, for translation with `params`.
 */
code?: string
/**
 * What it does, in English.
 */
label: string
/**
 * The numbers of the label.
 */
params?: {
[k: string]: string | number
}
/**
 * JSON Patch on the request.
 */
patch: {
[k: string]: unknown
}[]
}
/**
 * A training run.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Run".
 */
export interface Run {
/**
 * 1 at the first start; one more each time steps are taken again after a loss.
 */
attempt: number
/**
 * Where `weights_from` was asked for.
 */
begins_with: (BeginsWith | null)
created_at: string
dataset: string
/**
 * Null until the worker has chosen; so are precision and threads.
 */
device: (string | null)
error: (RunError | null)
id: string
images_per_second: (number | null)
metrics: RunMetrics
name: string
network: NetworkSpec
/**
 * What somebody wrote down about it; empty where nobody did.
 */
note: string
parent: (Parent | null)
precision: (string | null)
progress: Progress
/**
 * Time spent running, pauses and waiting left out.
 */
seconds: number
state: ("queued" | "running" | "paused" | "finished" | "failed" | "cancelled")
threads: (number | null)
training: TrainConfig1
}
/**
 * The weights that a run begins with.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BeginsWith".
 */
export interface BeginsWith {
/**
 * Paths of the layers with filters that were set by hand.
 */
by_hand?: string[]
/**
 * Paths of the layers that got their parameters from it.
 */
copied: string[]
/**
 * Paths of the layers that begin with weights of their own.
 */
fresh: string[]
/**
 * The model they are from; null where only filters were set by hand.
 */
weights_from: (string | null)
}
/**
 * Why a run failed, or waits.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RunError".
 */
export interface RunError {
/**
 * `diverged`, `out_of_memory`, `worker_lost`, `time_limit`, `checkpoint_corrupt`, `internal`, `disk_full`.
 */
code: string
/**
 * In English, with advice where there is any.
 */
detail: string
/**
 * The numbers in `detail`.
 */
params?: {
[k: string]: string | number
}
}
/**
 * The newest numbers; null before there are any, or where they are not finite.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RunMetrics".
 */
export interface RunMetrics {
test_accuracy?: (number | null)
test_loss?: (number | null)
train_accuracy?: (number | null)
train_loss?: (number | null)
validation_accuracy?: (number | null)
validation_loss?: (number | null)
}
/**
 * Where a branch went off.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Parent".
 */
export interface Parent {
run: string
step: number
}
/**
 * How far a run has come.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Progress".
 */
export interface Progress {
/**
 * Passes over the training images done, fractional.
 */
epoch: number
epochs: number
step: number
/**
 * Steps in the whole run.
 */
steps: number
}
/**
 * The settings, `epochs` resolved.
 */
export interface TrainConfig1 {
/**
 * Random changes of the training images, in this order.
 * 
 * @maxItems 16
 */
augmentation?: (Shift | Rotate | Scale | Shear | Elastic | Flip | Crop | Cutout | ColorJitter)[]
/**
 * Images in a mini-batch: one step.
 */
batch_size?: number
/**
 * Steps between checkpoints; "auto" is the first ten, then ever further apart, 45 in all; and each epoch.
 */
checkpoint_every?: ("auto" | number)
/**
 * Where to train; "auto" takes CUDA, else MPS, else the CPU.
 */
device?: ("auto" | ("cpu" | "cuda" | "mps"))
/**
 * Passes over the training images; "auto" is the data set's own number.
 */
epochs?: ("auto" | number)
/**
 * Steps between evaluations on all validation images; "auto" is a sample of them about once a second.
 */
evaluate_every?: ("auto" | number)
/**
 * Paths of the layers whose parameters stay as they are.
 * 
 * @maxItems 1024
 */
frozen?: string[]
/**
 * Single filters, or neurons, that stay as they are: output channels by the path of their layer.
 */
frozen_filters?: {
/**
 * @maxItems 65536
 */
[k: string]: number[]
}
/**
 * The weights before the first step.
 */
initializer?: (Default | Zeros | Normal | InverseSqrt | Xavier | He | Orthogonal)
/**
 * The first weights of single layers, or of all in a block, by path: in place of `initializer`.
 */
initializers?: {
[k: string]: Default | Zeros | Normal | InverseSqrt | Xavier | He | Orthogonal
}
/**
 * What training makes small.
 */
loss?: (CrossEntropy | Quadratic | BinaryCrossEntropy | Hinge | MeanSquaredError)
/**
 * How a step follows from the gradients.
 */
optimizer?: (Sgd | Adagrad | RmsProp | Adadelta | Adam | AdamW | Perceptron | Adaline)
/**
 * At most so many steps a second, for watching.
 */
pace?: (number | null)
/**
 * Arithmetic of the layers; "auto" takes what is faster on this machine.
 */
precision?: ("auto" | ("float32" | "bfloat16"))
/**
 * How the learning rate changes over the run; `lr` is its peak.
 */
schedule?: (Constant | StepLr | Cosine | OneCycle)
/**
 * Decides the initial weights, the order of the images, augmentation and dropout.
 */
seed?: number
/**
 * Processor threads; only a fixed number promises that a resumed run repeats bit for bit, on a processor.
 */
threads?: ("auto" | number)
/**
 * Pull of the weights towards zero (L2 under SGD and Adam, decoupled under AdamW).
 */
weight_decay?: number
}
/**
 * The run has changed its state, or begins another attempt.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "StateEvent".
 */
export interface StateEvent {
attempt: number
/**
 * With a new attempt: the step of the checkpoint that it goes on from.
 */
from_step?: (number | null)
/**
 * 0, 1, 2, … with no gap and no repeat.
 */
seq: number
state: ("queued" | "running" | "paused" | "finished" | "failed" | "cancelled")
type: "state"
}
/**
 * What the settings that said "auto" came to.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ResolvedEvent".
 */
export interface ResolvedEvent {
attempt: number
device: string
epochs: number
layout: string
precision: string
/**
 * 0, 1, 2, … with no gap and no repeat.
 */
seq: number
steps: number
steps_per_epoch: number
threads: number
type: "resolved"
}
/**
 * Columns of equal length, one entry a step, of at most 100 ms.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MetricsEvent".
 */
export interface MetricsEvent {
attempt: number
epoch: number[]
/**
 * False where the loss is not a finite number (and null).
 */
finite: boolean[]
images_per_second: number
lr: number[]
/**
 * 0, 1, 2, … with no gap and no repeat.
 */
seq: number
step: number[]
threads: number
train_accuracy: (number | null)[]
train_loss: (number | null)[]
type: "metrics"
}
/**
 * Loss and accuracy over a split, or over a fixed sample of it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "EvaluationEvent".
 */
export interface EvaluationEvent {
accuracy: (number | null)
attempt: number
epoch: number
images: number
loss: (number | null)
/**
 * 0, 1, 2, … with no gap and no repeat.
 */
seq: number
split: ("validation" | "test")
step: number
type: "evaluation"
}
/**
 * The run can go on, or branch, from here.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CheckpointEvent".
 */
export interface CheckpointEvent {
attempt: number
epoch: number
/**
 * 0, 1, 2, … with no gap and no repeat.
 */
seq: number
sha256: string
step: number
type: "checkpoint"
}
/**
 * Something went wrong; `code` as in the run's `error`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ProblemEvent".
 */
export interface ProblemEvent {
attempt: number
code: string
detail: string
params: {
[k: string]: unknown
}
/**
 * 0, 1, 2, … with no gap and no repeat.
 */
seq: number
type: "problem"
}
/**
 * A saved network, without its description.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SavedInfo".
 */
export interface SavedInfo {
created_at: string
id: string
name: string
updated_at: string
}
/**
 * A saved network.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SavedNetwork".
 */
export interface SavedNetwork {
created_at: string
dataset: (string | null)
/**
 * Null where nothing was set by hand.
 */
hand_edits: (HandEdits | null)
id: string
name: string
network: NetworkSpec
/**
 * Settings that differ from the defaults; null where none were saved.
 */
training: ({
[k: string]: unknown
} | null)
updated_at: string
}
/**
 * Whose weights a network carries, and what was set by hand over them.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HandEdits".
 */
export interface HandEdits {
/**
 * Steps on single images after that, in their order; cross-entropy, the network in evaluation mode.
 * 
 * @maxItems 16
 */
nudges?: Nudge[]
/**
 * Filters that are set by hand, after all others are in place.
 * 
 * @maxItems 256
 */
painted?: Painted[]
/**
 * Parameters of equal path and shape are copied from this model, layer by layer.
 */
weights_from?: (string | null)
/**
 * {path here: path there}: weights follow nodes, and nodes left out are new. Without it, paths decide.
 * 
 * Without `weights_from` it says so of the weights that the seed gives: "there" is the network before an edit.
 */
weights_map?: ({
[k: string]: string
} | null)
}
/**
 * The network is ready to look into.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Opened".
 */
export interface Opened {
/**
 * Names of the outputs.
 */
classes: string[]
/**
 * The data set that it was trained on; null where it was not.
 */
dataset: (string | null)
/**
 * Per channel, of x/255, where the network normalises by the data set's.
 */
mean: (number[] | null)
/**
 * The reference that was asked for; null for a network that was sent.
 */
model: (string | null)
network: NetworkSpec
/**
 * The deviation, likewise.
 */
std: (number[] | null)
summary: NetworkSummary
/**
 * Whether every parameter comes from training.
 */
trained: boolean
type: "opened"
/**
 * Paths of the nodes whose parameters come from the seed.
 */
untrained: string[]
}
/**
 * Header of a binary frame: the answer and the maps. Tensors: `input` (uint8) and the paths asked for.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Result".
 */
export interface Result {
/**
 * The answers to the questions asked in `attribution`, in their order; their maps are tensors too.
 */
attributions: AttributionHeader[]
/**
 * How many images went through together: in training, the statistics are theirs.
 */
batch?: number
/**
 * Nothing is drawn, so that no label is due.
 */
empty: boolean
/**
 * The outputs before the final softmax; null where one is not finite.
 */
logits: (number | null)[]
/**
 * Time of the forward pass.
 */
milliseconds: number
/**
 * With `input_size: image`: where the image's own size ends the network.
 */
misfit: (Misfit | null)
/**
 * How it was computed.
 */
mode?: ("test" | "train")
/**
 * What was done to the image.
 */
notes: Note[]
/**
 * One per class; null for an empty drawing, or where the network does not reach its end.
 */
probabilities: (number[] | null)
/**
 * Of the `infer` that it answers.
 */
seq: number
tensors: TensorEntry[]
type: "result"
}
/**
 * The answer to one question; its map [1, H, W] is the tensor of that name.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AttributionHeader".
 */
export interface AttributionHeader {
/**
 * Integrated gradients: the score of the picture where the way begins.
 */
background_score: (number | null)
/**
 * The layer that Grad-CAM has read.
 */
layer: (string | null)
method: string
/**
 * `no_relu`: the method changes ReLUs, of which there are none; `flat`: every pixel has 0.
 */
remarks: string[]
/**
 * The unit's number, or the class's: the input of a final softmax, else the network's output.
 * 
 * Null where it is not finite.
 */
score: (number | null)
/**
 * Index of the class; null where a unit was asked about.
 */
target: (number | null)
tensor: string
/**
 * Sum of the map.
 */
total: (number | null)
/**
 * The unit whose number is the score.
 */
unit?: (UnitPlace | null)
}
/**
 * The first node that an image of its own size does not fit.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Misfit".
 */
export interface Misfit {
detail: string
/**
 * The input shape that it needs: [channels, height, width] or [features].
 */
needs: (number[] | null)
path: string
}
/**
 * Where in a frame's data a tensor lies, and how to read it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TensorEntry".
 */
export interface TensorEntry {
/**
 * How many channels (of vectors: numbers) there are, where only the first were sent.
 */
channels?: (number | null)
dtype: ("uint8" | "float32")
/**
 * False where some values were infinite or no numbers; they are shown as very large or 0.
 */
finite?: boolean
/**
 * Of uint8: the value of 255, likewise.
 */
high: number[]
/**
 * Of uint8: the value of 0, one per channel (vectors: one). value = low + u8·(high − low)/255.
 */
low: number[]
/**
 * A path, "input", or "<path>.bias".
 */
name: string
/**
 * Bytes from the start of the data.
 */
offset: number
/**
 * Sides were divided by this much, by averaging, to keep the frame small.
 */
scale?: number
shape: number[]
}
/**
 * The arithmetic of one number.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnitAnswer".
 */
export interface UnitAnswer {
activation: (UnitActivation | null)
/**
 * Images in it: in training, what batch norms take their statistics over.
 */
batch?: number
bias: (number | null)
channel: number
/**
 * Where it was asked for, and the unit has an activation.
 */
curve?: (UnitCurve | null)
formula: string
/**
 * Where it was asked for.
 */
gradient?: (UnitGradient | null)
inputs: UnitSource[]
/**
 * [C][h][w] as `patch`; null for operations without weights, and where there are too many.
 */
kernel: (unknown[] | null)
/**
 * How the pass was computed that this number is of.
 */
mode?: ("test" | "train")
operation: ("weighted_sum" | "max" | "mean" | "l2" | "function" | "affine" | "normalise" | "copy" | "softmax" | "sum")
path: string
/**
 * patch · kernel, number by number.
 */
products: (unknown[] | null)
/**
 * In input pixels.
 * 
 * @minItems 4
 * @maxItems 4
 */
receptive_field: [number, number, number, number]
/**
 * The arithmetic line by line; the last one's value is the number. None where it is not finite.
 */
steps: UnitStep[]
/**
 * The twelve largest by size.
 */
strongest: Contribution[]
sum: (number | null)
/**
 * What else the number may be while training.
 */
training: UnitStep[]
type: "unit"
value: (number | null)
/**
 * Of a maximum: the channel, row and column in the input that it takes.
 */
winner: ([number, number, number] | null)
x: number
y: number
}
/**
 * The activation that follows.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnitActivation".
 */
export interface UnitActivation {
kind: string
path: string
value: (number | null)
}
/**
 * An activation as a curve: the unit's own, or that of the activation that follows.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnitCurve".
 */
export interface UnitCurve {
/**
 * How many of the layer's inputs, for this image, lie in each of equal bins from the first z to the last.
 */
counts: number[]
/**
 * By torch, at each z; null where it is not finite.
 */
f: (number | null)[]
kind: string
own: CurvePoint
/**
 * Of the activation.
 */
path: string
/**
 * The node that gives it its numbers.
 */
reads: string
/**
 * f′ as backpropagation passes it: torch's choice at kinks, 1 of a threshold.
 */
slope: (number | null)[]
/**
 * Even steps; 0 is among them.
 */
z: number[]
}
/**
 * Where the unit stands.
 */
export interface CurvePoint {
f: (number | null)
/**
 * f′(z).
 */
slope: (number | null)
z: (number | null)
}
/**
 * The way back of a score through one unit.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnitGradient".
 */
export interface UnitGradient {
/**
 * ∂score by the number of the activation that follows.
 */
activation: (number | null)
inputs: InputGradient[]
/**
 * As `kernel`, by this unit alone: upstream × input; null where no weights are learnt.
 */
kernel: (unknown[] | null)
/**
 * By all units that share the weights.
 */
kernel_total: (unknown[] | null)
of: ("score" | "probability" | "loss")
parameters: ParameterGradient[]
/**
 * False where the score does not hang on the node: everything is 0.
 */
reaches: boolean
score: (number | null)
/**
 * Index of the class.
 */
target: number
/**
 * ∂score/∂number: upstream.
 */
value: (number | null)
}
/**
 * The gradient of a score by the inputs of one unit, as its `patch`; null where that is.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "InputGradient".
 */
export interface InputGradient {
path: string
/**
 * What the unit passes on to each: upstream × local, ∂score/∂number · ∂number/∂input. Padding has 0.
 */
through: (unknown[] | null)
/**
 * ∂score/∂input along all ways, other units' too.
 */
total: (unknown[] | null)
}
/**
 * The gradient of a score by one parameter of the steps.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ParameterGradient".
 */
export interface ParameterGradient {
/**
 * b, γ, β or E, as in `steps`.
 */
symbol: string
/**
 * By this unit alone.
 */
through: (number | null)
/**
 * By all units that share it: what training would step along.
 */
total: (number | null)
}
/**
 * The inputs that one unit reads from one node.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnitSource".
 */
export interface UnitSource {
/**
 * @minItems 4
 * @maxItems 4
 */
box: [number, number, number, number]
/**
 * First channel, and the one after the last.
 * 
 * @minItems 2
 * @maxItems 2
 */
channels: [number, number]
columns: number[]
/**
 * [C][h][w], padding as 0; null where there are more than 4,096 numbers.
 */
patch: (unknown[] | null)
/**
 * A path, or "input".
 */
path: string
/**
 * Of each row of the patch: where it lies in the node's output; −1 for padding.
 */
rows: number[]
/**
 * As `patch`: how much the number changes with each of these, by torch's rules at kinks.
 */
slopes: (unknown[] | null)
/**
 * As `patch`: each one's part of the arithmetic (products, squares, exponentials), where it has one.
 */
terms: (unknown[] | null)
}
/**
 * One line of the arithmetic: symbol = formula = value.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnitStep".
 */
export interface UnitStep {
formula: string
symbol: string
value: (number | null)
}
/**
 * What one unit of an earlier layer adds.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Contribution".
 */
export interface Contribution {
channel: number
contribution: number
path: string
x: number
y: number
}
/**
 * Header of a binary frame: float32 weights `path` [out, in, kh, kw] and `path.bias` [out].
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Filters".
 */
export interface Filters {
tensors: TensorEntry[]
type: "filters"
}
/**
 * A request could not be answered; the socket stays open.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LiveError".
 */
export interface LiveError {
code: string
detail: string
/**
 * As in problem+json.
 */
errors: ErrorEntry[]
/**
 * The `type` of the message that it answers.
 */
request: string
/**
 * Of the `infer` that it answers.
 */
seq?: (number | null)
type: "error"
}
/**
 * Header of a binary frame, after this step; the latest wins.
 * 
 * `maps` of the probe image, `filters`, `statistics`, or `gradients`: of the loss of the probe image by each map.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RunFrame".
 */
export interface RunFrame {
/**
 * To be sent back with `ack`.
 */
frame?: number
/**
 * With maps: what the network makes of the image.
 */
probabilities?: (number[] | null)
/**
 * Number of the pinned image that it answers to, where the client gave one.
 */
probe?: (number | null)
run: string
/**
 * With `statistics`: how the layers are doing, at most twice a second; there are no tensors then.
 */
statistics?: (Statistics | null)
step: number
/**
 * With gradients, at most twice a second: the class that the loss is taken against; null for a reconstruction.
 */
target?: (number | null)
tensors: TensorEntry[]
type: "frame"
what: ("maps" | "filters" | "statistics" | "gradients")
}
/**
 * Of the layers asked for.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Statistics".
 */
export interface Statistics {
/**
 * Validation images that outputs were taken of, evenly spread and always the same: fewer for costly networks.
 */
images: number
layers: LayerStatistics[]
}
/**
 * Training settings; every field has a default. What `auto` stands for is fixed before the first step.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TrainConfig".
 */
export interface TrainConfig2 {
/**
 * Random changes of the training images, in this order.
 * 
 * @maxItems 16
 */
augmentation?: (Shift | Rotate | Scale | Shear | Elastic | Flip | Crop | Cutout | ColorJitter)[]
/**
 * Images in a mini-batch: one step.
 */
batch_size?: number
/**
 * Steps between checkpoints; "auto" is the first ten, then ever further apart, 45 in all; and each epoch.
 */
checkpoint_every?: ("auto" | number)
/**
 * Where to train; "auto" takes CUDA, else MPS, else the CPU.
 */
device?: ("auto" | ("cpu" | "cuda" | "mps"))
/**
 * Passes over the training images; "auto" is the data set's own number.
 */
epochs?: ("auto" | number)
/**
 * Steps between evaluations on all validation images; "auto" is a sample of them about once a second.
 */
evaluate_every?: ("auto" | number)
/**
 * Paths of the layers whose parameters stay as they are.
 * 
 * @maxItems 1024
 */
frozen?: string[]
/**
 * Single filters, or neurons, that stay as they are: output channels by the path of their layer.
 */
frozen_filters?: {
/**
 * @maxItems 65536
 */
[k: string]: number[]
}
/**
 * The weights before the first step.
 */
initializer?: (Default | Zeros | Normal | InverseSqrt | Xavier | He | Orthogonal)
/**
 * The first weights of single layers, or of all in a block, by path: in place of `initializer`.
 */
initializers?: {
[k: string]: Default | Zeros | Normal | InverseSqrt | Xavier | He | Orthogonal
}
/**
 * What training makes small.
 */
loss?: (CrossEntropy | Quadratic | BinaryCrossEntropy | Hinge | MeanSquaredError)
/**
 * How a step follows from the gradients.
 */
optimizer?: (Sgd | Adagrad | RmsProp | Adadelta | Adam | AdamW | Perceptron | Adaline)
/**
 * At most so many steps a second, for watching.
 */
pace?: (number | null)
/**
 * Arithmetic of the layers; "auto" takes what is faster on this machine.
 */
precision?: ("auto" | ("float32" | "bfloat16"))
/**
 * How the learning rate changes over the run; `lr` is its peak.
 */
schedule?: (Constant | StepLr | Cosine | OneCycle)
/**
 * Decides the initial weights, the order of the images, augmentation and dropout.
 */
seed?: number
/**
 * Processor threads; only a fixed number promises that a resumed run repeats bit for bit, on a processor.
 */
threads?: ("auto" | number)
/**
 * Pull of the weights towards zero (L2 under SGD and Adam, decoupled under AdamW).
 */
weight_decay?: number
}
/**
 * One point of an activation's curve; null where it is not finite.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CurvePoint".
 */
export interface CurvePoint1 {
f: (number | null)
/**
 * f′(z).
 */
slope: (number | null)
z: (number | null)
}
