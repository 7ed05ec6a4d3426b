package ref

import (
	"fmt"
	"io"
)

// checkWeights refuses a model that could not be read back.
func checkWeights(m *GPT, dtype DType) error {
	for _, p := range m.Params() {
		if i := beyond(p.Tensor.Data, dtype); i >= 0 {
			return Fail("weight_too_large", Args{
				"tensor": p.Name, "at": shapeText(indexOf(*p.Tensor, i)), "got": fmt.Sprint(p.Tensor.Data[i]), "dtype": dtype,
			})
		}
	}
	return nil
}

// writeWeights writes the tensors as GPT2LMHeadModel calls them, and a task head
// as GPT2ForSequenceClassification does. transformers insists on the metadata.
func writeWeights(w io.Writer, m *GPT, dtype DType) error {
	var tensors []NamedTensor
	for _, p := range m.Params() {
		name := "transformer." + p.Name
		if p.Name == headName || p.Name == taskName {
			name = p.Name
		}
		tensors = append(tensors, FloatTensor(name, dtype, *p.Tensor))
	}
	return WriteSafetensors(w, tensors, map[string]string{"format": "pt"})
}
