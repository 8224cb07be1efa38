# secrets, configs, networks, ports
mgr1< "first\n" docker secret create pw1 -
mgr1< "second\n" docker secret create --label v=2 pw2 -
mgr1< "listen 80\n" docker config create conf1 -
mgr1< "listen 81\n" docker config create --label v=2 conf2 -
mgr1$ docker network create -d overlay --attachable front
mgr1$ docker network create -d overlay --subnet 10.77.0.0/24 --gateway 10.77.0.1 --label tier=back back
mgr1$ docker service create -d --name api --replicas 2 --secret pw1 --config source=conf1,target=/etc/api.conf,mode=0400 --network front --publish 8080:80 nigelpoulton/tu-demo:v1
wait api 2
case: a secret is rotated
mgr1$ docker secret rm pw1
mgr1$ docker service update -d --secret-rm pw1 --secret-add source=pw2,target=pw1 api
sleep 9
mgr1$ docker service inspect -f '{{json .Spec.TaskTemplate.ContainerSpec.Secrets}}' api
mgr1$ docker service ps api
mgr1$ docker secret rm pw1
mgr1$ docker secret ls
mgr1$ docker secret rm pw2
mgr1$ docker service update --secret-add pw2 api
mgr1$ docker service update --secret-add nosuch api
case: a config is rotated
mgr1$ docker config rm conf1 conf2
mgr1$ docker service update -d --config-rm conf1 --config-add source=conf2,target=/etc/api.conf,uid=33,gid=33,mode=0440 api
sleep 9
mgr1$ docker service inspect -f '{{json .Spec.TaskTemplate.ContainerSpec.Configs}}' api
mgr1$ docker service inspect --pretty api
mgr1$ docker config rm conf1
mgr1$ docker config inspect --pretty conf2
mgr1$ docker config inspect -f '{{.Spec.Name}} {{json .Spec.Labels}}' conf2
mgr1$ docker secret inspect --pretty pw2
case: networks change
mgr1$ docker service update -d --network-add back api
sleep 9
mgr1$ docker service inspect -f '{{len .Endpoint.VirtualIPs}} {{len .Spec.TaskTemplate.Networks}}' api
mgr1$ docker network rm back
mgr1$ docker service update -d --network-rm front api
sleep 9
mgr1$ docker network rm front
mgr1$ docker network ls --filter scope=swarm
mgr1$ docker network inspect -f '{{json .IPAM.Config}} {{.Attachable}} {{json .Labels}}' back
mgr1$ docker service update --network-add front api
mgr1$ docker service update --network-rm front -d api
case: ports change
mgr1$ docker service create -d --name other --publish 8080:80 nigelpoulton/tu-demo:v1
mgr1$ docker service create -d --name other --publish 8081:80 nigelpoulton/tu-demo:v1
mgr1$ docker service update -d --publish-add 8081:80 api
mgr1$ docker service update -d --publish-rm 80 --publish-add published=9090,target=80 api
sleep 5
mgr1$ docker service ls
mgr1$ docker service inspect -f '{{json .Endpoint.Ports}}' api
mgr1$ docker service update -d --publish-add 8080:80 other
sleep 4
mgr1$ docker service ls --format '{{.Name}} {{.Ports}}'
mgr1$ docker service update -d --publish-rm 8081:80 other
sleep 4
mgr1$ docker service inspect -f '{{json .Spec.EndpointSpec}}' other
mgr1$ docker service update -d --endpoint-mode dnsrr other
mgr1$ docker service update -d --publish-rm 8080:80 --endpoint-mode dnsrr other
mgr1$ docker service update -d --publish-add published=8085,target=80,mode=host --endpoint-mode dnsrr other
sleep 6
mgr1$ docker service ps other
mgr1$ docker service ls
mgr1$ docker service inspect -f '{{json .Endpoint}}' other
mgr1$ docker service inspect --pretty other
case: containers on swarm networks
mgr1$ docker network create -d overlay --attachable play
mgr1$ docker run -d --name c1 --network play busybox sleep 1000
mgr1$ docker network inspect -f '{{range .Containers}}{{.Name}} {{end}}' play
mgr1$ docker run -d --name c2 busybox sleep 1000
mgr1$ docker network connect play c2
mgr1$ docker inspect -f '{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}' c2
mgr1$ docker network disconnect play c2
mgr1$ docker network connect back c2
mgr1$ docker network rm play
mgr1$ docker network disconnect play c2
mgr1$ docker rm -f c1 c2
mgr1$ docker network rm play
mgr1$ docker service rm api other
sleep 3
mgr1$ docker network rm back
mgr1$ docker secret rm pw2
mgr1$ docker config rm conf2
mgr1$ docker network ls
