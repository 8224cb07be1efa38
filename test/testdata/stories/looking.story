# events, logs, formats
mgr1& 60000 docker events --format '{{.Type}} {{.Action}} {{.Scope}} {{.Actor.Attributes.name}}' --filter scope=swarm
mgr1& 60000 docker events --filter type=service --format '{{json .}}'
mgr1$ docker network create -d overlay web-net
mgr1$ docker service create -d --name talk --replicas 2 --network web-net --label tier=1 --container-label own=me --env A=b --hostname '{{.Node.Hostname}}-{{.Task.Slot}}' --workdir /tmp --user 0 --stop-grace-period 3s --limit-memory 64m --reserve-cpu 0.1 --mount type=volume,src=data,dst=/data --log-opt max-size=1m busybox sh -c 'i=0; while [ $i -lt 20 ]; do i=$((i+1)); echo line $i; sleep 0.2; done; sleep 1000'
wait talk 2
sleep 6
mgr1$ docker service logs --raw --tail 2 talk
mgr1$ docker service logs --no-trunc --tail 1 talk
mgr1$ docker service logs --no-resolve --tail 1 talk
mgr1$ docker service logs --raw --since 1m --tail 1 talk
mgr1$ docker service logs --raw --since 1s talk
mgr1$ docker service logs --details --tail 1 talk
mgr1$ docker service logs --tail x talk
mgr1$ docker service logs --since yesterday talk
mgr1$ docker service logs nosuch
mgr1$ docker service logs $(docker service ps -q talk | head -1) --raw --tail 1
mgr1$ docker service inspect talk
mgr1$ docker service inspect --pretty talk
mgr1$ docker service inspect -f '{{.Spec.Name | upper}} {{len .Spec.TaskTemplate.ContainerSpec.Args}} {{index .Spec.TaskTemplate.ContainerSpec.Args 0}}' talk
mgr1$ docker service inspect -f '{{range $k, $v := .Spec.Labels}}{{$k}}={{$v}};{{end}}' talk
mgr1$ docker service inspect -f '{{.Spec.TaskTemplate.Resources.Limits.MemoryBytes}} {{.Spec.TaskTemplate.Resources.Reservations.NanoCPUs}}' talk
mgr1$ docker service inspect -f '{{with .Spec.Mode.Replicated}}{{.Replicas}}{{else}}global{{end}}' talk
mgr1$ docker service inspect -f '{{.Spec.NoSuch}}' talk
mgr1$ docker service inspect -f '{{.Spec' talk
mgr1$ docker service inspect -f '{{printf "%-10s|%5d|%q" .Spec.Name .Version.Index .ID}}' nosuch
mgr1$ docker service ls --format 'table {{.ID}}\t{{.Name}}\t{{.Mode}}\t{{.Replicas}}\t{{.Ports}}'
mgr1$ docker service ls --format json
mgr1$ docker service ls -f label=tier=1 -q
mgr1$ docker service ls -f label=tier=2
mgr1$ docker service ls -f mode=global
mgr1$ docker service ls -f color=red
mgr1$ docker service ps --format json talk
mgr1$ docker service ps --filter name=talk.1 --format '{{.Name}} {{.Image}}' talk
mgr1$ docker service ps --filter desired-state=shutdown talk
mgr1$ docker service ps --filter desired-state=sleeping talk
mgr1$ docker service ps --filter node=nosuch talk
mgr1$ docker service ps talk nosuch
mgr1$ docker node ps self
mgr1$ docker node ls --format 'table {{.Hostname}}\t{{.Status}}\t{{.ManagerStatus}}\t{{.TLSStatus}}\t{{.EngineVersion}}'
mgr1$ docker node ls --format json
mgr1$ docker node inspect -f '{{json .Description.Resources}}' self
mgr1$ docker node inspect -f '{{range .Description.Engine.Plugins}}{{.Type}}/{{.Name}} {{end}}' wrk1
mgr1$ docker node inspect self --format '{{.ManagerStatus.Addr}} {{.Spec.Role}} {{title .Spec.Role}}'
mgr1$ docker inspect --type service -f '{{.Spec.Name}}' talk
mgr1$ docker inspect --type node -f '{{.Description.Hostname}}' wrk1
mgr1$ docker inspect --type task -f '{{.Status.State}} {{.DesiredState}} {{.Spec.ContainerSpec.Image}}' $(docker service ps -q talk)
mgr1$ docker inspect -f '{{.Name}} {{.Driver}} {{.Scope}}' web-net
mgr1$ docker inspect nosuch
mgr1$ docker service update -d --label-add tier=2 --label-rm x talk
mgr1$ docker service scale -d talk=3
mgr1$ docker service update -d --force --update-parallelism 0 talk
sleep 8
mgr1$ docker service ps talk
mgr1$ docker node update --label-add a=b wrk1
mgr1$ docker node update --availability pause wrk1
mgr1$ docker node update --availability active wrk1
mgr1$ docker config create empty /dev/null
mgr1$ docker secret create nothing /dev/null
mgr1< "x" docker secret create s1 -
mgr1< "x" docker config create c1 -
mgr1$ docker secret rm s1
mgr1$ docker config rm c1
mgr1$ docker service rm talk
sleep 3
mgr1$ docker network rm web-net
mgr1$ docker events --since 2m --until 0s --filter type=node --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'
mgr1$ docker events --since 2m --until 0s --filter type=secret --filter type=config --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'
mgr1$ docker events --since 2m --until 0s --filter service=talk --format '{{.Type}} {{.Action}} {{json .Actor.Attributes}}'
mgr1$ docker events --since 2m --until 0s --filter type=network --filter scope=swarm --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'
