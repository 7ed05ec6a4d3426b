package world

// english tells of two children and one thing: where it is, who has it, and how
// the first of the two feels about that. The rules are in english_story.go.
var english = source{
	name: "world-en", lang: "en", spaced: true,
	kinds: englishKinds, variables: englishVariables, rules: englishRules,
}

const englishKinds = `
person:  they them They
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
  Ida    she  her  She
  Emma   she  her  She
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
  Oscar  he   him  He
  Adam   he   him  He

helper:
  Grandma
  Grandpa
  Mum
  Dad
  Auntie
  Uncle

// What a story is about. Things that are many go with "are" and "them"; "one"
// is the article in front of a look.
thing:      a     it    is   falls  It    one
  ball      a     it    is   falls  It    a
  kite      a     it    is   falls  It    a
  hat       a     it    is   falls  It    a
  drum      a     it    is   falls  It    a
  doll      a     it    is   falls  It    a
  boat      a     it    is   falls  It    a
  bell      a     it    is   falls  It    a
  book      a     it    is   falls  It    a
  whistle   a     it    is   falls  It    a
  feather   a     it    is   falls  It    a
  lantern   a     it    is   falls  It    a
  puppet    a     it    is   falls  It    a
  scarf     a     it    is   falls  It    a
  top       a     it    is   falls  It    a
  umbrella  an    it    is   falls  It    a
  acorn     an    it    is   falls  It    a
  apron     an    it    is   falls  It    a
  marbles   some  them  are  fall   They  some
  shells    some  them  are  fall   They  some
  stones    some  them  are  fall   They  some
  pencils   some  them  are  fall   They  some
  ribbons   some  them  are  fall   They  some
  buttons   some  them  are  fall   They  some
  keys      some  them  are  fall   They  some
  beads     some  them  are  fall   They  some
  stickers  some  them  are  fall   They  some
  gloves    some  them  are  fall   They  some
  coins     some  them  are  fall   They  some

// How a thing looks: words that "a" fits.
look:
  red
  blue
  green
  yellow
  white
  brown
  pink
  grey
  big
  tiny
  new
  shiny
  striped
  pretty

// A place, how one is there, and what a thing can fall behind.
place:        in  spot
  garden      in  hedge
  park        in  bench
  meadow      in  fence
  forest      in  log
  schoolyard  in  wall
  library     in  shelf
  kitchen     in  cupboard
  classroom   in  desk
  attic       in  trunk
  playground  on  slide
  hill        on  rock
  beach       on  boathouse
  square      on  fountain
  market      at  stall
  farm        at  barn
  harbour     at  crate
  station     at  suitcase
  castle      at  gate
  lake        at  willow
  zoo         at  sign

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
  muffin   a
  sandwich a
  tomato   a
  pancake  a
  waffle   a

animal:
  cat
  dog
  mouse
  bird
  butterfly
  beetle
  snail
  spider

day:
  Monday
  Tuesday
  Wednesday
  Thursday
  Friday
  Saturday
  Sunday

weather:
  warm
  sunny
  windy
  cloudy
  cold
  bright

feeling:   Poor
  happy    Happy
  proud    Proud
  thankful Thankful
  sad      Poor

once:
  yes
`

const englishVariables = `
hero    person            // the first of the two, whose feeling is told
friend  person not hero
holder  person            // who has the thing; always set, never drawn
feeling feeling           // of the hero
helper  helper
thing   thing
look    look
place   place
animal  animal
day     day
weather weather
food1   food
food2   food not food1
food3   food not food1 food2
left    food              // of the three, what is not eaten yet
last    food
spoken  once              // somebody said something
held    once              // <keep> has told of it
smiled  once
long    once              // there is no room for a last look
`
