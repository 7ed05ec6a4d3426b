package ref

import "strconv"

// StepNames lists the steps of one forward pass, in order. These names are
// public: files, permalinks, lessons and other programs use them.
func StepNames(c Config) []string {
	names := []string{"wte", "wpe", "embd"}
	for i := range c.NLayer {
		for _, name := range blockSteps {
			names = append(names, "h."+strconv.Itoa(i)+"."+name)
		}
	}
	return append(names, "ln_f", "logits", "probs")
}

var blockSteps = []string{
	"ln_1",
	"attn.q", "attn.k", "attn.v", "attn.scores", "attn.scaled", "attn.masked", "attn.weights", "attn.heads", "attn.concat", "attn.c_proj",
	"resid_1", "ln_2",
	"mlp.c_fc", "mlp.gelu", "mlp.c_proj",
	"resid_2",
}
