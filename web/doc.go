// Package web is the server of gptlab: it hands out the page, and runs models
// for it over a WebSocket. docs/protocol.md describes every route and message.
//
//	server.go   options, listening, shutting down
//	routes.go   which path is whose; what every answer carries
//	page.go     the page's shell, and what stands where there is no page;
//	            preload.go the scripts it needs at once
//	course.go   the course and its lessons as JSON
//	static.go   scripts, styles and fonts
//	lang.go     the reader's language
//	words.go    the words of the page, and errors said in a language
//	models.go   the models a reader can choose, opened when needed;
//	            cuts.go, classified.go, learned.go: what several of them say of a text
//	runs.go     the tapes of the latest runs, record.go runs under way;
//	            ahead.go starts the one a lesson opens with before anybody asks
//	session.go  one WebSocket connection: a reader and a writer
//	sessions.go all of them
//	openruns.go the runs of one connection
//	answer.go   what each request gets, answer_view.go those of a lesson's view
//	guess.go    what a question of a lesson gets
//	reply.go    messages on their way out, catalogues.go those sent again and again
//	plots.go    pictures to keep, plotquery.go what a link asks for
//	errors.go   faults, as what a client is told
package web
