package ref_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gptlab/ref"
)

// show prints a tensor row by row with at most four digits.
func show(t ref.Tensor) {
	n := t.Dim(-1)
	for r := 0; r < len(t.Data); r += n {
		for j, v := range t.Data[r : r+n] {
			if j > 0 {
				fmt.Print(" ")
			}
			fmt.Printf("%.4g", v)
		}
		fmt.Println()
	}
}

func ExampleMatMul() {
	a := ref.FromSlice([]ref.Float{1, 2, 3, 4}, 2, 2)
	b := ref.FromSlice([]ref.Float{10, 20, 30, 40}, 2, 2)
	show(ref.MatMul(a, b)) // 1·10 + 2·30 = 70 …
	// Output:
	// 70 100
	// 150 220
}

func ExampleMatMulT() {
	q := ref.FromSlice([]ref.Float{1, 0, 0, 2}, 2, 2)
	k := ref.FromSlice([]ref.Float{3, 4, 5, 6}, 2, 2)
	show(ref.MatMulT(q, k)) // every row of q with every row of k
	// Output:
	// 3 5
	// 8 12
}

func ExampleTMatMul() {
	x := ref.FromSlice([]ref.Float{1, 2, 3, 4}, 2, 2)
	dy := ref.FromSlice([]ref.Float{1, 0, 0, 1}, 2, 2)
	show(ref.TMatMul(x, dy)) // dW = xᵀ·dy
	// Output:
	// 1 3
	// 2 4
}

func ExampleLinear_Forward() {
	l := ref.Linear{W: ref.FromSlice([]ref.Float{1, 0, 2, 0, 1, 3}, 2, 3), B: ref.FromSlice([]ref.Float{0, 0, 100}, 3)}
	show(l.Forward(ref.FromSlice([]ref.Float{5, 7}, 1, 2)))
	// Output:
	// 5 7 131
}

func ExampleAddBias() {
	x := ref.FromSlice([]ref.Float{1, 2, 3, 4}, 2, 2)
	show(ref.AddBias(x, ref.FromSlice([]ref.Float{10, 20}, 2)))
	// Output:
	// 11 22
	// 13 24
}

func ExampleAdd() {
	show(ref.Add(ref.FromSlice([]ref.Float{1, 2}, 2), ref.FromSlice([]ref.Float{10, 20}, 2)))
	// Output:
	// 11 22
}

func ExampleScale() {
	show(ref.Scale(ref.FromSlice([]ref.Float{3, 5}, 2), 0.5)) // d_k = 4: 1/√d_k = 0.5
	// Output:
	// 1.5 2.5
}

func ExampleCausalMask() {
	show(ref.Softmax(ref.CausalMask(ref.NewTensor(3, 3))))
	// Output:
	// 1 0 0
	// 0.5 0.5 0
	// 0.3333 0.3333 0.3333
}

func ExampleSoftmax() {
	show(ref.Softmax(ref.FromSlice([]ref.Float{0, ref.Float(math.Log(3)), ref.Float(math.Inf(-1))}, 3)))
	// Output:
	// 0.25 0.75 0
}

func ExampleLogSoftmax() {
	show(ref.LogSoftmax(ref.FromSlice([]ref.Float{0, 1000}, 2))) // Softmax itself would give 0 and 1
	// Output:
	// -1000 0
}

func ExampleLayerNorm_Forward() {
	norm := ref.LayerNorm{G: ref.FromSlice([]ref.Float{1, 1, 1, 1}, 4), B: ref.NewTensor(4)}
	show(norm.Forward(ref.FromSlice([]ref.Float{2, 4, 4, 6}, 1, 4))) // μ = 4, σ = √2
	// Output:
	// -1.414 0 0 1.414
}

func ExampleActivation_Forward() {
	show(ref.GELU.Forward(ref.FromSlice([]ref.Float{-1, 0, 1, 3}, 4)))
	// Output:
	// -0.1588 0 0.8412 2.996
}

func ExampleEmbed() {
	table := ref.FromSlice([]ref.Float{0, 0, 1, 10, 2, 20}, 3, 2)
	show(ref.Embed(table, [][]int{{2, 1, 2}}))
	// Output:
	// 2 20
	// 1 10
	// 2 20
}

func ExamplePositions() {
	table := ref.FromSlice([]ref.Float{0, 0, 10, 20, 30, 40}, 3, 2)
	show(ref.Positions(table, 1, 2)) // two positions, the first being 1
	// Output:
	// 10 20
	// 30 40
}

func ExampleAddPositions() {
	x := ref.FromSlice([]ref.Float{1, 1, 1, 1}, 1, 2, 2)
	table := ref.FromSlice([]ref.Float{0, 0, 10, 20, 30, 40}, 3, 2)
	show(ref.AddPositions(x, ref.Positions(table, 0, 2)))
	// Output:
	// 1 1
	// 11 21
}

func ExampleSplitHeads() {
	qkv := ref.FromSlice([]ref.Float{1, 2, 3, 4 /* K */, 5, 6, 7, 8 /* V */, 9, 10, 11, 12}, 1, 1, 12)
	show(ref.SplitHeads(qkv, 1, 2)) // K of two heads, two numbers each
	// Output:
	// 5 6
	// 7 8
}

func ExampleMergeHeads() {
	heads := ref.FromSlice([]ref.Float{1, 2, 3, 4}, 1, 2, 1, 2) // two heads, one position
	show(ref.MergeHeads(heads))
	// Output:
	// 1 2 3 4
}

func ExampleCrossEntropy() {
	logits := ref.NewTensor(1, 2, 4) // no preference among four words
	show(ref.CrossEntropy(logits, [][]int{{3, ref.Ignore}}).Reshape(1))
	fmt.Printf("log 4 = %.4g\n", math.Log(4))
	// Output:
	// 1.386
	// log 4 = 1.386
}

func ExampleCumulativeSum() {
	show(ref.CumulativeSum(ref.FromSlice([]ref.Float{0.5, 0.25, 0.25}, 3)))
	// Output:
	// 0.5 0.75 1
}

func ExampleAttention_Forward() {
	// One head, C = 2. W_Q and W_K are zero, so every score is 0 and each
	// position averages the V of those it may see; W_V and W_O hand x through.
	identity := ref.FromSlice([]ref.Float{1, 0, 0, 1}, 2, 2)
	cAttn := ref.Linear{W: ref.NewTensor(2, 6), B: ref.NewTensor(6)}
	cAttn.W.Data[4], cAttn.W.Data[11] = 1, 1
	a := ref.Attention{CAttn: cAttn, CProj: ref.Linear{W: identity, B: ref.NewTensor(2)}, NHead: 1, Scale: 0.7071}
	x := ref.FromSlice([]ref.Float{2, 0, 4, 2, 0, 4}, 1, 3, 2)
	show(a.Forward(ref.Scope{}, x, nil, nil))
	// Output:
	// 2 0
	// 3 1
	// 2 2
}

func ExampleMLP_Forward() {
	identity := func() ref.Linear {
		return ref.Linear{W: ref.FromSlice([]ref.Float{1, 0, 0, 1}, 2, 2), B: ref.NewTensor(2)}
	}
	m := ref.MLP{CFc: identity(), CProj: identity(), Act: ref.ReLU}
	show(m.Forward(ref.Scope{}, ref.FromSlice([]ref.Float{-3, 5}, 1, 1, 2), nil)) // ReLU alone is left
	// Output:
	// 0 5
}

func ExampleBlock_Forward() {
	block := ref.NewZeroGPT(two().Config, true).Blocks[0] // attention and MLP add nothing
	x := ref.FromSlice([]ref.Float{1, 2, 3, 4}, 1, 1, 4)
	show(block.Forward(ref.Scope{}, x, nil, nil)) // what is left is the residual stream
	// Output:
	// 1 2 3 4
}

// two is a model of two words, untrained but small enough to follow.
func two() *ref.GPT {
	return ref.NewGPT(ref.Config{VocabSize: 2, NPositions: 4, NEmbd: 4, NLayer: 1, NHead: 2, NInner: 16,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true, BOS: 0, EOS: -1}, 1)
}

func ExampleGPT_Probs() {
	probs := two().Probs(ref.Scope{}, [][]int{{0, 1, 1}}, nil)
	fmt.Println(probs.Shape)
	fmt.Printf("%.4f\n", probs.At(0, 2, 0)+probs.At(0, 2, 1))
	// Output:
	// [1 3 2]
	// 1.0000
}

func ExampleGPT_Score() {
	l := two().Score(ref.Scope{}, []int{1, 0, 1}, nil)
	product := 1.0
	for _, f := range l.Factors {
		product *= f.P
	}
	fmt.Printf("%.4f\n", math.Log(product)-l.Sum) // log ∏ = Σ log
	// Output:
	// 0.0000
}

func ExampleDraw() {
	random := rand.New(rand.NewPCG(1, 0))
	logits := ref.FromSlice([]ref.Float{0, ref.Float(math.Log(4))}, 2) // P = 1/5, 4/5
	count := 0
	for range 4000 {
		count += ref.Draw(ref.Scope{}, logits, ref.Sampling{Temperature: 1}, random)
	}
	fmt.Printf("about %.1f\n", float64(count)/4000)
	fmt.Println(ref.Draw(ref.Scope{}, logits, ref.Sampling{}, nil)) // greedy
	// Output:
	// about 0.8
	// 1
}

func ExampleKeep() {
	logits := ref.FromSlice([]ref.Float{0, 2, 1, 3}, 4)
	fmt.Println(ref.Keep(logits, 2, 0).Data)
	fmt.Printf("%.4f\n", ref.Softmax(ref.Keep(logits, 0, 0.8)).Data) // 0.644 alone is less than 0.8
	// Output:
	// [-Inf 2 -Inf 3]
	// [0.0000 0.2689 0.0000 0.7311]
}

func ExampleGPT_Generate() {
	n := 0
	for range two().Generate(ref.Scope{}, []int{0}, ref.Sampling{Temperature: 1, Seed: 3, MaxTokens: 9}) {
		n++
	}
	fmt.Println(n, "tokens")
	// Output:
	// 9 tokens
}

func ExampleAdamW_Update() {
	model := two()
	grad := model.ZeroLike()
	grad.LnF.G.Data[0] = 5 // however steep, the first step has the size of the learning rate
	ref.NewAdamW(model, 0.9, 0.999, 0, 0).Update(ref.Scope{}, model, grad, 0.25)
	fmt.Printf("%.4g\n", model.LnF.G.Data[0])
	// Output:
	// 0.75
}
