package ref

import "embed"

// Source is this package's own text, without tests: gptlab shows a learner the
// lines that ran. A test holds the list complete.
//
//go:embed activation.go adamw.go add.go arena.go attention.go block.go bpe.go bpe_bytes.go
//go:embed bpe_file.go bpe_merge.go bpe_train.go bpe_words.go chartok.go chartok_file.go
//go:embed checkpoint.go corpus.go decomposed.go doc.go dtype.go embed.go errors.go
//go:embed errtext.go finetune.go finetune_run.go finetune_split.go folder.go
//go:embed generate.go gpt.go heads.go hfconfig.go jsonfields.go kvcache.go label.go layernorm.go
//go:embed likelihood.go linear.go loss.go mapped.go mapped_other.go mapped_unix.go mask.go matmul.go metrics.go mlp.go
//go:embed ngram.go ngram_file.go params.go
//go:embed pretrain.go recipe.go safetensors.go safetensors_header.go sampling.go
//go:embed safetensors_write.go softmax.go source.go steps.go tap.go taskfile.go
//go:embed taskhead.go tensor.go texts.go textstream.go tokenizer.go tokenizer_folder.go
//go:embed tokenizer_json.go train.go trainlog.go trainstate.go tsv.go weights.go weights_write.go
//go:embed wordpiece.go wordpiece_file.go wordpiece_train.go wordpiece_words.go wordtok.go wordtok_file.go
//go:embed wordtok_nearest.go wordtok_train.go writefile.go
var Source embed.FS
