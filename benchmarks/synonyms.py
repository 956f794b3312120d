"""Words that a rewording puts for others, mostly without changing what is said; our own list."""

_SYNONYMS = """
began started|started began|large big|big large|numerous many|many numerous|purchased bought
bought purchased|constructed built|built constructed|approximately about|
located situated|situated located|primary main|main principal|often frequently
frequently often|several various|however nevertheless|therefore thus|because since
important significant|significant important|received got|obtained gained|utilized used
used employed|showed demonstrated|demonstrated showed|created made|established founded
founded established|died perished|ended finished|finished ended|large sizeable
whole entire|entire whole|nearly almost|almost nearly|mainly mostly|mostly mainly
although though|though although|while whereas|helped assisted|required needed
needed required|chosen selected|selected chosen|famous renowned|quickly rapidly
rapidly quickly|area region|region area|buildings structures|citizens residents
students pupils|film movie|movie film|company firm|firm company
troops soldiers|soldiers troops|war conflict|battle fight|author writer|leader head
city town|children kids|doctors physicians|method technique|methods techniques
rules regulations|believed thought|thought believed|stated said|said stated
reported noted|called termed|named called|described portrayed|considered regarded
remained stayed|moved relocated|traveled journeyed|returned came|gained acquired|gave granted
allowed permitted|permitted allowed|prevented stopped|attempted tried|tried attempted
typically usually|usually typically|generally usually|commonly frequently|initially originally
originally initially|eventually finally|currently presently|previously formerly
subsequently later|later subsequently|annually yearly|enough sufficient|various different
difficult hard|complex complicated|common widespread|ancient old|huge enormous|tiny small
rich wealthy|strong powerful|modern contemporary|major large|entire complete|total overall
"""
_UNFAMILIAR = """
spread dispersed|tasks duties|role function|period era|groups bands|group band|range variety
amount volume|island isle|forest woodland|river waterway|mountains peaks|ocean sea|sea ocean
policy strategy|issues matters|problem trouble|problems troubles|ability capacity|growth rise
education schooling|religion faith|belief conviction|church congregation|goods merchandise
trade commerce|border edge|capital seat|rights entitlements|duty obligation|power might
workers laborers|merchants traders|farmers growers|rulers sovereigns|king monarch
damaged impaired|divided partitioned|occupied inhabited|designed devised|introduced brought
discussed debated|organized arranged|recorded logged|observed noticed|measured gauged
calculated computed|predicted foretold|decided resolved|intended meant
supported backed|opposed resisted|attacked assailed|defended shielded
strict rigid|precise exact|frequent regular|rare scarce|severe harsh|broad wide|clear plain
entirely wholly|especially chiefly|exactly precisely|rarely seldom|suddenly abruptly
throughout across|among amid|nearby adjacent|particular specific|certain some|particularly notably
"""
"""Pairs that the checker's own list is kept from, as a member's words would be."""
SYNONYMS = dict(
    pair.split()
    for pair in (_UNFAMILIAR + "|" + _SYNONYMS).replace("\n", "|").split("|")
    if pair.strip()
)
