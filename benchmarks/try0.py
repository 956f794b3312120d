import sys,time,collections,pickle
from pathlib import Path
import numpy as np
from benchmarks.sets import *; from benchmarks.vectors import *; from benchmarks.corpus import *
cache=VectorCache(Path("/tmp/quality/cache"))
D=Path("/work/shared/data"); A=Path("/work/shared/articles")
def load(name,per=80):
    if name=="customer": return read_article(A/"russia-iran-ukraine.txt",[A/"russia-iran-ukraine.questions.jsonl"])
    return read_set(D,name,per)
if __name__=="__main__":
  for name in sys.argv[1:]:
    s=load(name)
    cache.add(q.text for q in s.questions)
    t0=time.time(); c=Corpus.build(s.articles,cache); print(name,len(c.placed),"build",time.time()-t0)
    hit=[];t=[]
    for q in s.questions:
        if not q.answerable or not q.gold: continue
        t0=time.time(); f=c.search(q.text,cache[q.text]); t.append(time.time()-t0)
        hit.append(is_gold(f[0],q))
        if name=="customer" and not hit[-1]: print(q.text,[x.placed.paragraph.number for x in f[:3]])
    print(name,len(hit),np.mean(hit),"ms",np.median(t)*1000)
