// Tells a story to a real swarm of the laboratory and writes down what it answers: see README.md.
const fs = require('node:fs');
const path = require('node:path');
const { Lab, Rec, sleep, converged, rmAll, formSwarm } = require(path.join(process.env.LAB, 'rec.js'));
(async () => {
  const lab = new Lab(process.argv[2]), file = process.argv[3], name = path.basename(file, '.story');
  console.log('formed', !!await formSwarm(lab));
  const r = new Rec(lab, name);
  const faults = { 'power off': n => { lab.sh('linkdown', n); lab.poweroff(n); }, 'power on': async n => { lab.sh('linkup', n); lab.boot(n); lab.dstart(n); }, kill: n => lab.dkill(n), start: n => lab.dstart(n),
    stop: n => lab.dterm(n), restart: async n => { const p = lab.dterm(n); await lab.gone(p, 30000); lab.dstart(n); await lab.dwait(n); }, 'link down': n => lab.sh('linkdown', n), 'link up': n => lab.sh('linkup', n) };
  let w;
  const jobs = [];
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    if (!line.trim() || line.startsWith('#')) continue;
    let m;
    if ((m = /^(\w+)\$ (.*)$/.exec(line))) await r.run(m[1], m[2], { timeout: 60000, http: false });
    else if ((m = /^(\w+)& (\d+) (.*)$/.exec(line))) { jobs.push(r.run(m[1], m[3], { timeout: +m[2], http: false })); await sleep(300); }
    else if ((m = /^(\w+)< ("(?:[^"\\]|\\.)*") (.*)$/.exec(line))) await r.run(m[1], m[3], { timeout: 60000, http: false, stdin: JSON.parse(m[2]) });
    else if ((m = /^sleep ([\d.]+)$/.exec(line))) await sleep(1000 * m[1]);
    else if ((m = /^wait (\S+) (\d+)$/.exec(line))) { if (!await converged(lab, m[1], +m[2])) console.log('NOT CONVERGED', line); }
    else if ((m = /^case: .*$/.exec(line))) { if (w) await w.end(); r.event(line); w = r.watch('mgr1', { every: 60, nodes: false, maxMs: 600000 }); await sleep(150); }
    else if (line === 'end') { if (w) await w.end(); w = undefined; }
    else if ((m = /^(power off|power on|kill|start|stop|restart|link down|link up) (\w+)$/.exec(line))) { r.event('fault: ' + line); await faults[m[1]](m[2]); }
    else if ((m = /^up (\w+)$/.exec(line))) await lab.dwait(m[1]);
    else throw new Error('what is ' + line);
  }
  await Promise.all(jobs); if (w) await w.end();
  await rmAll(lab); console.log('DONE ' + name);
})().catch(e => { console.error(e); process.exit(1); });
