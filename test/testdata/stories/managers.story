# roles, tokens, autolock
mgr1$ docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'
mgr1$ docker node promote wrk1
sleep 3
mgr1$ docker node ls
wrk1$ docker node ls -q
wrk1$ docker info -f '{{.Swarm.ControlAvailable}} {{.Swarm.Managers}} {{.Swarm.Nodes}}'
mgr1$ docker node promote wrk1 wrk2
sleep 3
mgr1$ docker node ls --filter role=manager
mgr1$ docker node inspect --pretty wrk1
mgr1$ docker node demote wrk2
sleep 4
wrk2$ docker node ls
wrk2$ docker info -f '{{.Swarm.ControlAvailable}} {{.Swarm.LocalNodeState}}'
mgr1$ docker node demote wrk1 wrk2
sleep 4
mgr1$ docker node ls
mgr1$ docker node ls --filter role=worker -q
mgr1$ docker node ls --filter membership=accepted --format '{{.Hostname}}: {{.Status}}/{{.Availability}}'
mgr1$ docker node demote mgr1
sleep 16
mgr2$ docker node ls --filter role=worker
mgr1$ docker node ls
mgr1$ docker swarm join-token worker
mgr2$ docker node promote mgr1
sleep 5
mgr1$ docker node ls --filter name=mgr1
mgr2$ docker swarm join-token worker
mgr2$ docker swarm join-token --rotate worker
mgr2$ docker swarm join-token --rotate -q manager
mgr2$ docker swarm join-token sideways
wrk3$ docker swarm leave
mgr2$ docker node update --availability drain wrk3
mgr2$ docker node rm wrk3
mgr2$ docker node rm --force wrk3
wrk3$ docker swarm join --token SWMTKN-1-49nj1cmql0jkz5s954yi3oex3nedyz0fb0xx14ie39trti4wxv-8vxv8rssmk743ojnwacrr2e7c 10.0.0.2:2377
wrk3$ docker info -f '{{.Swarm.LocalNodeState}}'
mgr2$ docker node ls --filter name=wrk
mgr2$ docker swarm update --autolock=true
mgr2$ docker swarm unlock-key -q
mgr2$ docker info -f '{{json .Swarm.Cluster.Spec.EncryptionConfig}}'
mgr2$ docker swarm update --task-history-limit 2 --cert-expiry 48h --dispatcher-heartbeat 7s
mgr2$ docker info -f '{{json .Swarm.Cluster.Spec.Orchestration}} {{json .Swarm.Cluster.Spec.Dispatcher}} {{json .Swarm.Cluster.Spec.CAConfig.NodeCertExpiry}}'
restart mgr3
sleep 2
mgr3$ docker node ls
mgr3$ docker info -f '{{.Swarm.LocalNodeState}} {{.Swarm.Error}}'
mgr3$ docker service ls
mgr3$ docker swarm leave
mgr3$ docker ps
mgr2$ docker node ls --filter name=mgr3
mgr3< "SWMKEY-1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" docker swarm unlock
mgr2$ docker swarm unlock-key --rotate -q
mgr2$ docker swarm update --autolock=false
sleep 2
mgr2$ docker swarm unlock-key
mgr2$ docker swarm unlock
restart mgr1
sleep 12
mgr1$ docker node ls --filter name=mgr1
mgr1$ docker service create -d --name hist --restart-delay 0s --restart-condition any busybox sleep 1
sleep 14
mgr1$ docker service ps hist
mgr1$ docker swarm update --task-history-limit 0
sleep 10
mgr1$ docker service ps hist
mgr1$ docker service rm hist
mgr1$ docker swarm leave
mgr1$ docker swarm leave --force
sleep 2
mgr1$ docker node ls
mgr1$ docker info -f '{{json .Swarm}}'
mgr2$ docker node ls --filter role=manager
