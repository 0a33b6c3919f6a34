using System.Text;
using System.Text.Json;
using AuditOps.Collectors.Configuration;
using AuditOps.Schemas.Topics;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AuditOps.Tests.Collect;

public sealed class PostureTests(CollectKafka kafka) : IClassFixture<CollectKafka>
{
    [Fact]
    public async Task A_snapshot_holds_every_object_and_later_ones_only_what_has_changed_or_gone()
    {
        await using var service = await FakeService.StartAsync();
        var users = new Dictionary<string, string>(StringComparer.Ordinal) { ["u1"] = """{"id":"u1","displayName":"One"}""", ["u2"] = """{"id":"u2","displayName":"Two"}""", ["u3"] = """{"id":"u3","displayName":"Three"}""" };
        service.Intercept = context => AnswerAsync(service, context, users);
        var configuration = CollectKafka.Configuration("posture-a", service.Address, new WindowOptions { PostureInterval = TimeSpan.FromSeconds(1) }, sources: "posture");
        await using (await kafka.StartAsync(configuration)) await CollectKafka.UntilAsync(() => Of("posture-a").ContainsKey("manifest/latest"), "the first manifest");
        var first = Of("posture-a");
        Assert.Equal("""{"id":"u2","displayName":"Two"}""", JsonDocument.Parse(first["user/u2"]).RootElement.GetProperty("object").GetRawText());
        Assert.Equal(["u1", "u2"], JsonDocument.Parse(first["members/g1"]).RootElement.GetProperty("object").GetProperty("members").EnumerateArray().Select(member => member.GetString()));
        Assert.Equal(3, JsonDocument.Parse(first["manifest/latest"]).RootElement.GetProperty("counts").GetProperty("user").GetInt32());

        var before = Count("posture-a");
        lock (users)
        {
            users.Remove("u3");
            users["u1"] = """{"id":"u1","displayName":"Uno"}""";
        }

        await using var second = await kafka.StartAsync(configuration);
        await CollectKafka.UntilAsync(() => Of("posture-a") is var now && now["user/u3"].Length == 0 && Encoding.UTF8.GetString(now["user/u1"]).Contains("Uno", StringComparison.Ordinal), "the change and the tombstone");
        // Nothing but the two, and manifests.
        Assert.Equal(2, Count("posture-a") - before);
    }

    [Fact]
    public async Task Changes_are_read_by_their_link_and_a_link_that_is_refused_or_leads_elsewhere_costs_one_whole_read()
    {
        await using var service = await FakeService.StartAsync();
        var groups = new Dictionary<string, string>(StringComparer.Ordinal) { ["g1"] = """{"id":"g1"}""" };
        var refuses = false;
        service.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0", out var path)) return false;
            string body;
            lock (groups)
            {
                var token = context.Request.Query["$deltatoken"].ToString();
                if (path == "/groups/delta" && token.Length > 0 && token != "latest" && refuses) body = "";
                else if (path.Value!.EndsWith("/delta", StringComparison.Ordinal))
                    body = $"{{\"value\":[{(path == "/groups/delta" && token != "latest" ? string.Join(',', groups.Keys.Select(id => $"{{\"id\":\"{id}\"}}")) : "")}],\"@odata.deltaLink\":\"{service.Address}/v1.0{path}?$deltatoken=1\"}}";
                else if (path == "/groups") body = $"{{\"value\":[{string.Join(',', groups.Values)}]}}";
                else if (path.Value.EndsWith("/transitiveMembers", StringComparison.Ordinal)) body = """{"value":[{"id":"u1"}]}""";
                else if (path.Value.StartsWith("/groups/", StringComparison.Ordinal)) body = groups[path.Value[8..]];
                else body = """{"value":[]}""";
            }

            if (path == "/identity/conditionalAccess/policies") await FakeService.WriteAsync(context, 403, """{"error":{"code":"Forbidden","message":"x"}}""");
            else if (body.Length == 0) await FakeService.WriteAsync(context, 400, """{"error":{"code":"BadRequest","message":"resyncRequired"}}""");
            else await FakeService.WriteAsync(context, 200, body);
            return true;
        };
        var configuration = CollectKafka.Configuration("posture-b", service.Address, new WindowOptions { PostureInterval = TimeSpan.FromSeconds(1) }, sources: "posture");
        await using (await kafka.StartAsync(configuration))
        {
            // One kind lacks its permission; the others are there, and the manifest says which is not.
            await CollectKafka.UntilAsync(() => Of("posture-b") is var now && now.ContainsKey("members/g1") && now.ContainsKey("manifest/latest"), "the first snapshot");
            Assert.Equal("policy", JsonDocument.Parse(Of("posture-b")["manifest/latest"]).RootElement.GetProperty("incomplete").EnumerateArray().Single().GetString());
            await CollectKafka.UntilAsync(() => kafka.Health("posture-b").Any(health => health.WhatToDo?.Contains("Microsoft Graph: Policy.Read.All with", StringComparison.Ordinal) == true), "the permission's name");

            lock (groups) groups["g2"] = """{"id":"g2"}""";
            await CollectKafka.UntilAsync(() => Of("posture-b").ContainsKey("group/g2") && Of("posture-b").ContainsKey("members/g2"), "a new group and its members, by the link");
            Assert.Contains(service.Requests, request => request.Contains("/groups/delta?$deltatoken=1", StringComparison.Ordinal));

            lock (groups)
            {
                refuses = true;
                groups["g3"] = """{"id":"g3"}""";
            }

            await CollectKafka.UntilAsync(() => Of("posture-b").ContainsKey("members/g3"), "a new group, though the link is refused");
        }

        // The same tenant at another address: the links that were kept lead to the former one.
        await using var moved = await FakeService.StartAsync();
        moved.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0", out var path)) return false;
            if (path.Value!.EndsWith("/delta", StringComparison.Ordinal)) await FakeService.WriteAsync(context, 200, $"{{\"value\":[],\"@odata.deltaLink\":\"{moved.Address}/v1.0{path}?$deltatoken=1\"}}");
            else await FakeService.WriteAsync(context, 200, path == "/groups" ? """{"value":[{"id":"g4"}]}""" : """{"value":[]}""");
            return true;
        };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("posture-b", moved.Address, new WindowOptions { PostureInterval = TimeSpan.FromSeconds(1) }, sources: "posture"));
        await CollectKafka.UntilAsync(() => Of("posture-b").ContainsKey("group/g4") && Of("posture-b")["group/g1"].Length == 0, "a whole read at the new address");
    }

    private Dictionary<string, byte[]> Of(string tenant) => kafka.Read(TopicNames.Posture).Select(record => (Key: Encoding.UTF8.GetString(record.Message.Key), record.Message.Value))
        .Where(record => record.Key.StartsWith(tenant + "/", StringComparison.Ordinal)).GroupBy(record => record.Key[(tenant.Length + 1)..]).ToDictionary(group => group.Key, group => group.Last().Value ?? []);

    private int Count(string tenant) => kafka.Read(TopicNames.Posture).Count(record => Encoding.UTF8.GetString(record.Message.Key) is var key && key.StartsWith(tenant + "/", StringComparison.Ordinal) && !key.EndsWith("/manifest/latest", StringComparison.Ordinal));

    private static async Task<bool> AnswerAsync(FakeService service, HttpContext context, Dictionary<string, string> users)
    {
        if (!context.Request.Path.StartsWithSegments("/v1.0", out var path)) return false;
        string[] objects;
        lock (users)
        {
            objects = path.Value switch
            {
                "/users" => [.. users.Values],
                "/groups" => ["""{"id":"g1","displayName":"Group"}"""],
                "/groups/g1/transitiveMembers" => ["""{"id":"u2"}""", """{"id":"u1"}"""],
                "/identity/conditionalAccess/policies" => ["""{"id":"p1","state":"enabled"}"""],
                _ => [],
            };
        }

        // No delta here: everything is read whole.
        if (path.Value!.EndsWith("/delta", StringComparison.Ordinal)) await FakeService.WriteAsync(context, 404, """{"error":{"code":"ResourceNotFound","message":"x"}}""");
        else if (context.Request.Query.ContainsKey("page2")) await FakeService.WriteAsync(context, 200, $"{{\"value\":[{string.Join(',', objects.Skip(2))}]}}");
        else if (objects.Length > 2) await FakeService.WriteAsync(context, 200, $"{{\"value\":[{string.Join(',', objects.Take(2))}],\"@odata.nextLink\":\"{service.Address}/v1.0{path}?page2=1\"}}");
        else await FakeService.WriteAsync(context, 200, $"{{\"value\":[{string.Join(',', objects)}]}}");
        return true;
    }
}
