package whatif

import (
	"slices"
	"strconv"
	"strings"

	"gptlab/ref"
)

// Steps lists the steps that can be changed, layers taken together: all of a
// forward pass but probs, which nothing is computed from but the chain rule.
func Steps() []string {
	var names []string
	for _, name := range ref.StepNames(ref.Config{NLayer: 1}) {
		if name != "probs" {
			names = append(names, strings.Replace(name, "h.0.", "h.*.", 1))
		}
	}
	return names
}

// identities gives the steps that are computed from one tensor of their own
// shape, with that tensor. Parameters are not counted.
var identities = map[string]string{
	"h.*.ln_1":        "", // the residual stream: embd, or resid_2 of the layer before
	"h.*.attn.scaled": "h.*.attn.scores",
	"h.*.attn.masked": "h.*.attn.scaled",
	"h.*.attn.c_proj": "h.*.attn.concat",
	"h.*.ln_2":        "h.*.resid_1",
	"h.*.mlp.gelu":    "h.*.mlp.c_fc",
	"ln_f":            "", // the residual stream
}

// InputOf returns the step that an identity of this one hands on.
func InputOf(step string, layers int) string {
	layer, inLayer := layerOf(step)
	if input := identities[everyLayer(step)]; input != "" {
		return strings.Replace(input, "*", layer, 1)
	}
	before := layers - 1
	if inLayer {
		before, _ = strconv.Atoi(layer)
		before--
	}
	if before < 0 {
		return "embd"
	}
	return "h." + strconv.Itoa(before) + ".resid_2"
}

// axesOf returns how many axes a step has, not counting a batch.
func axesOf(step string) int { return len(Shape(step, ref.Config{NHead: 1}, 1)) }

// Shape returns the shape of a step over a text of the given length in tokens.
func Shape(step string, c ref.Config, time int) []int {
	_, name, _ := strings.Cut(strings.TrimPrefix(step, "h."), ".")
	switch name {
	case "attn.q", "attn.k", "attn.v", "attn.heads":
		return []int{c.NHead, time, c.NEmbd / c.NHead}
	case "attn.scores", "attn.scaled", "attn.masked", "attn.weights":
		return []int{c.NHead, time, time}
	case "mlp.c_fc", "mlp.gelu":
		return []int{time, c.NInner}
	}
	if step == "logits" {
		return []int{time, c.VocabSize}
	}
	return []int{time, c.NEmbd}
}

// checkStep reports a step that does not exist, or has no identity.
func (c Change) checkStep() error {
	kind := everyLayer(c.Step)
	layer, inLayer := layerOf(c.Step)
	known := Steps()
	if !slices.Contains(known, kind) || inLayer && !isLayer(layer) {
		return ref.Fail("set_step", ref.Args{"step": c.Step, "known": strings.Join(known, " ")})
	}
	if _, ok := identities[kind]; c.Kind == Identity && !ok {
		known = slices.DeleteFunc(known, func(name string) bool { _, ok := identities[name]; return !ok })
		return ref.Fail("set_identity", ref.Args{"step": c.Step, "known": strings.Join(known, " ")})
	}
	return nil
}

// layerOf returns the N of h.N.…, which may be a star.
func layerOf(step string) (layer string, ok bool) {
	rest, ok := strings.CutPrefix(step, "h.")
	if !ok {
		return "", false
	}
	layer, _, ok = strings.Cut(rest, ".")
	return layer, ok
}

// isLayer accepts a star and whole numbers as they are written, so that h.00 is nothing.
func isLayer(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return text == "*" || err == nil && strconv.FormatUint(n, 10) == text
}

// everyLayer returns h.*.attn.q for h.3.attn.q.
func everyLayer(step string) string {
	layer, ok := layerOf(step)
	if !ok {
		return step
	}
	return "h.*" + step[len("h.")+len(layer):]
}
