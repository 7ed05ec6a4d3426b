package viz_test

import (
	"bytes"
	"fmt"

	"gptlab/ref"
	"gptlab/viz"
)

// One head's weights of three tokens become a picture in any format.
func ExampleDraw() {
	weights := ref.FromSlice([]ref.Float{
		1, 0, 0,
		0.7, 0.3, 0,
		0.1, 0.6, 0.3,
	}, 3, 3)
	plot := viz.AttentionPlot{
		Tokens: []string{"床", "前", "明"},
		Maps:   []viz.HeadMap{{Layer: 0, Head: 2, Values: weights}},
	}
	var file bytes.Buffer
	err := viz.DrawPlot(&file, plot, viz.Meta{Lang: "zh-Hant", Model: "tang", Prompt: "床前明"}, viz.PNG)
	fmt.Println(err, bytes.HasPrefix(file.Bytes(), []byte("\x89PNG")))
	// Output: <nil> true
}

// A picture says what it shows before it is written.
func ExampleAttentionPlot_Picture() {
	plot := viz.AttentionPlot{
		Tokens: []string{"a", "b"},
		Maps:   viz.HeadMaps(1, ref.FromSlice([]ref.Float{1, 0, 0.5, 0.5}, 1, 2, 2)),
	}
	picture, err := plot.Picture(viz.Meta{Lang: "en", Model: "aesop", Prompt: "ab"})
	fmt.Println(picture.Title, err)
	for _, fact := range picture.Facts {
		fmt.Println(fact.Name+":", fact.Value)
	}
	// Output:
	// Attention weights, layer 1, head 0 <nil>
	// Model: aesop
	// Prompt: ab
	// Step: h.1.attn.weights
	// Layer: 1
	// Head: 0
	// Software: gptlab
}
