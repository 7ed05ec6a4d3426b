package ref_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"gptlab/ref"
)

func ExampleTrainCharTokenizer() {
	tokenizer, err := ref.TrainCharTokenizer("床前看月光\n疑是地上霜\n", ref.CharOptions{})
	if err != nil {
		panic(err)
	}
	tokens, err := tokenizer.Encode("看明月\n")
	if err != nil {
		panic(err)
	}
	for _, t := range tokens {
		fmt.Println(t.ID, ref.Label(t), t.Known)
	}
	// Output:
	// 11 看 true
	// 1 明 false
	// 9 月 true
	// 2 ⏎ true
}

func ExampleLabel() {
	for _, text := range []string{"光", " ", "\n", "\a", "\xe5\xba"} {
		fmt.Println(ref.Label(ref.Token{Text: text, Known: true}))
	}
	// Output:
	// 光
	// ␣
	// ⏎
	// <U+0007>
	// <E5 BA>
}

func ExampleWriteSafetensors() {
	weights := ref.FromSlice([]ref.Float{1, 0, 0.25, 0.75}, 2, 2)
	var file bytes.Buffer
	err := ref.WriteSafetensors(&file, []ref.NamedTensor{
		ref.IntTensor("tokens", []int64{9, 8}),
		ref.FloatTensor("h.0.attn.weights", ref.F32, weights),
	}, map[string]string{"text": "看月"})
	if err != nil {
		panic(err)
	}

	read, err := ref.ReadSafetensors("trace.safetensors", bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		panic(err)
	}
	again, err := read.Floats("h.0.attn.weights")
	if err != nil {
		panic(err)
	}
	fmt.Println(read.Metadata["text"], again.Shape)
	show(again)
	// Output:
	// 看月 [2 2]
	// 1 0
	// 0.25 0.75
}

func ExampleOpen() {
	tokenizer, err := ref.TrainCharTokenizer("床前看月光", ref.CharOptions{})
	if err != nil {
		panic(err)
	}
	model := ref.NewGPT(ref.Config{
		VocabSize: tokenizer.Size(), NPositions: 8, NEmbd: 8, NLayer: 1, NHead: 2, NInner: 32,
		LayerNormEpsilon: 1e-5, Activation: "gelu_new", ScaleAttnWeights: true,
		BOS: tokenizer.Start(), EOS: tokenizer.Start(),
	}, 1)
	parent, err := os.MkdirTemp("", "gptlab")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(parent)
	dir := filepath.Join(parent, "untrained")
	if err := (&ref.Checkpoint{Model: model, Tokenizer: tokenizer}).Save(dir, ref.F16); err != nil {
		panic(err)
	}

	c, err := ref.Open(dir)
	if err != nil {
		panic(err)
	}
	fmt.Println(c.Name, c.Model.NumParams(), c.Tokenizer.Size())
	_, err = ref.Open(filepath.Join(dir, ref.ConfigFile))
	fmt.Println(err != nil)
	// Output:
	// untrained 1008 7
	// true
}
