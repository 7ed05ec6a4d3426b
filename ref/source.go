package ref

import "embed"

// Source is this package's own text, without tests: gptlab shows a learner the
// lines that ran. A test holds the list complete.
//
//go:embed activation.go adamw.go add.go attention.go block.go chartok.go
//go:embed chartok_file.go checkpoint.go corpus.go doc.go dtype.go embed.go errors.go
//go:embed errtext.go folder.go generate.go gpt.go heads.go hfconfig.go kvcache.go
//go:embed label.go layernorm.go likelihood.go linear.go loss.go mask.go matmul.go
//go:embed mlp.go params.go pretrain.go recipe.go safetensors.go safetensors_header.go
//go:embed safetensors_write.go softmax.go source.go steps.go tap.go taskfile.go taskhead.go tensor.go
//go:embed tokenizer.go train.go trainstate.go weights.go writefile.go
var Source embed.FS
