# global services, nodes that go and come back, labels
mgr1$ docker service create -d --name agent --mode global --constraint node.role==worker nigelpoulton/tu-demo:v1
wait agent 3
case: daemon of a worker killed
mgr1$ docker service ps agent
wrk2$ docker ps --format '{{.Image}} {{.Command}}'
mgr1$ docker node ps wrk2
kill wrk2
sleep 4
mgr1$ docker node ls
sleep 16
mgr1$ docker node ls
mgr1$ docker service ls
mgr1$ docker service ps agent
mgr1$ docker node ps wrk2
mgr1$ docker node inspect -f '{{.Status.State}} {{.Status.Message}}' wrk2
start wrk2
up wrk2
sleep 5
mgr1$ docker node ls
mgr1$ docker service ps agent
wrk2$ docker ps -a --format '{{.Image}} {{.Status}}'
mgr1$ docker node ps wrk2
sleep 4
mgr1$ docker service ls
case: pause, scale, active
mgr1$ docker service create -d --name web --replicas 2 --constraint node.role==worker nigelpoulton/tu-demo:v1
wait web 2
mgr1$ docker node update --availability pause wrk1
mgr1$ docker node update --availability pause wrk2
mgr1$ docker node update --availability pause wrk3
mgr1$ docker service scale -d web=5
sleep 3
mgr1$ docker service ls
mgr1$ docker service ps --no-trunc web
mgr1$ docker service ps agent
mgr1$ docker service update -d --env-add A=1 agent
sleep 5
mgr1$ docker service ps --no-trunc agent
mgr1$ docker service inspect -f '{{.UpdateStatus.State}}' agent
mgr1$ docker node update --availability active wrk1
sleep 3
mgr1$ docker service ps web
mgr1$ docker service ps agent
mgr1$ docker node update --availability active wrk2
mgr1$ docker node update --availability active wrk3
sleep 12
mgr1$ docker service ps agent
mgr1$ docker service ls
case: drain and back
mgr1$ docker node update --availability drain wrk3
sleep 4
mgr1$ docker node ps wrk3
mgr1$ docker service ps agent
mgr1$ docker node update --availability active wrk3
sleep 4
mgr1$ docker node ps wrk3
mgr1$ docker service ps agent
mgr1$ docker service ls
case: labels and constraints come and go
mgr1$ docker node update --label-add disk=ssd wrk1
mgr1$ docker node update --label-add disk=ssd wrk2
mgr1$ docker service create -d --name fast --mode global --constraint node.labels.disk==ssd nigelpoulton/tu-demo:v1
sleep 3
mgr1$ docker service ps fast
mgr1$ docker node update --label-rm disk wrk1
sleep 3
mgr1$ docker service ps --no-trunc fast
mgr1$ docker service ls
mgr1$ docker node update --label-add disk=ssd wrk3
sleep 3
mgr1$ docker service ps fast
mgr1$ docker node ls --filter label=disk
mgr1$ docker node ls --filter node.label=disk=ssd
mgr1$ docker node inspect --pretty wrk3
mgr1$ docker service rm fast web
case: power cut and back
power off wrk1
sleep 18
mgr1$ docker node ls
mgr1$ docker service ps agent
mgr1$ docker service ls
power on wrk1
up wrk1
sleep 6
mgr1$ docker node ls
mgr1$ docker service ps agent
mgr1$ docker node rm wrk1
mgr1$ docker node ps wrk1 wrk2
wrk1$ docker swarm leave
sleep 18
mgr1$ docker service ps agent
mgr1$ docker node ls
mgr1$ docker node rm wrk1
mgr1$ docker service ps agent
mgr1$ docker service ls
