// Package viz turns the steps of a run into what a learner looks at: a tape
// that can be walked in both directions, the Go statement behind each step, the
// arithmetic inside each cell, the messages that carry them to a browser, and
// pictures.
//
// The way through it follows a number on its way to the screen:
//
//	spec.go     what to run, as a value that can be shared
//	run.go      text to tokens to a forward pass and the chain rule
//	rehearse.go which steps a run will have, before it has them
//	tape.go     the steps as they were evaluated; the tape is the truth
//	source.go   from a step to the statement of ref that made it
//	explain.go  from a cell to the numbers it was computed from; explainer.go how
//	            it finds them, explain_*.go the arithmetic of each kind of step
//	top.go      the likeliest words of a row of probabilities
//	message.go  the wire: what the server says (docs/protocol.md in prose),
//	request.go  what a client may ask, within limits,
//	frame.go    and tensors as binary frames
//
// What the views of the lessons show besides has one file for each view, named as
// in docs/protocol.md §3.8: lens.go, stream.go, truth.go, update.go, game.go …
//
// A picture begins in one file for each kind, attention.go, factors.go,
// distribution.go, losscurve.go, embedding.go, layernorm.go, gradient.go and
// heatmap.go, which takes plain numbers and labels; attention_run.go and
// plot_run.go take those off a tape. What the views of the lessons show is drawn
// as bars (bars.go): plot_place.go, plot_lens.go, plot_draws.go, plot_learning.go,
// plot_taught.go, plot_game.go; or in a way of its own: plot_activation.go,
// plot_map.go, plot_cuts.go, plot_samples.go. plot_kinds.go lists all of them, for
// whoever asks by name, and plot_compare.go sets those of two runs beside each
// other. Below the kinds lie
//
//	picture.go       what all pictures have: meta, formats
//	plot_sheet.go    title, drawing, and where the numbers come from
//	plot_matrix.go   coloured cells, hatched where they are masked
//	plot_labels.go   labels that never touch; plot_key.go, plot_axis.go scales
//	plot_pen.go      points, from the upper left corner
//	plot_png.go      and plot_svg.go, plot_pdf.go: files that say what they show
//	font.go          the one typeface, and colormap.go the one table of colours
//
// Nothing here makes a number up. Every figure is recorded on the tape, or is
// computed from recorded steps and the model's parameters by a tested function.
package viz
