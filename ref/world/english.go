package world

// english tells of two children and one thing: where it is, who has it, and how
// the first of the two feels about that. The rules are in english_story.go.
var english = source{
	name: "world-en", lang: "en", spaced: true,
	kinds: englishKinds, variables: englishVariables, rules: englishRules,
}

const englishKinds = `
person: they them They
  Mia    she  her  She
  Anna   she  her  She
  Ella   she  her  She
  Lily   she  her  She
  Ruby   she  her  She
  Nora   she  her  She
  Zoe    she  her  She
  Amy    she  her  She
  Rosa   she  her  She
  Clara  she  her  She
  Tom    he   him  He
  Ben    he   him  He
  Leo    he   him  He
  Max    he   him  He
  Sam    he   him  He
  Noah   he   him  He
  Finn   he   him  He
  Jack   he   him  He
  Hugo   he   him  He
  Paul   he   him  He

// What the story is about. Those that are many go with "are" and "them".
thing:      a    one   it    is   falls  It
  ball      a    a     it    is   falls  It
  kite      a    a     it    is   falls  It
  hat       a    a     it    is   falls  It
  drum      a    a     it    is   falls  It
  doll      a    a     it    is   falls  It
  boat      a    a     it    is   falls  It
  bell      a    a     it    is   falls  It
  book      a    a     it    is   falls  It
  whistle   a    a     it    is   falls  It
  feather   a    a     it    is   falls  It
  umbrella  an   a     it    is   falls  It
  acorn     an   a     it    is   falls  It
  egg       an   a     it    is   falls  It
  marbles   some some  them  are  fall   They
  shells    some some  them  are  fall   They
  stones    some some  them  are  fall   They
  pencils   some some  them  are  fall   They
  ribbons   some some  them  are  fall   They
  buttons   some some  them  are  fall   They
  keys      some some  them  are  fall   They
  beads     some some  them  are  fall   They

colour:
  red
  blue
  green
  yellow
  white
  brown
  pink
  grey

// A place, how one is there, and what a thing can get lost behind.
place:        in  spot
  garden      in  hedge
  park        in  bench
  meadow      in  fence
  forest      in  log
  schoolyard  in  wall
  library     in  shelf
  kitchen     in  cupboard
  classroom   in  desk
  playground  on  slide
  hill        on  rock
  beach       on  boathouse
  bridge      on  railing
  market      at  stall
  farm        at  barn
  harbour     at  nets
  station     at  clock

food:      a
  apple    an
  orange   an
  egg      an
  pear     a
  plum     a
  peach    a
  banana   a
  carrot   a
  cookie   a
  cake     a
  sandwich a
  tomato   a

day:
  Monday
  Tuesday
  Wednesday
  Thursday
  Friday
  Saturday
  Sunday

feeling:
  happy
  proud
  thankful
  sad
`

const englishVariables = `
hero    person
friend  person not hero
holder  person
thing   thing
colour  colour
place   place
day     day
feeling feeling
food1   food
food2   food not food1
food3   food not food1 food2
`
