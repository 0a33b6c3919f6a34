using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using AuditOps.Collectors.Notifications;
using Xunit;

namespace AuditOps.Tests.Collect.Notifications;

public sealed class NotificationListenerTests
{
    private const string Graph = "/graph/listened";
    private const string Webhook = "/management/listened/m365.activity.exchange";

    [Theory]
    [InlineData("/hooks")]
    [InlineData("")]
    public async Task Graph_is_answered_with_its_own_decoded_token_as_plain_text(string prefix)
    {
        await using var bed = await ListenerBed.StartAsync();
        const string Token = "Validation: Testing client <b>reach</b> +/=&% Request-Id: 1";
        foreach (var path in (string[])[Graph, Graph + "/lifecycle"])
        {
            var (status, body, answer) = await bed.PostAsync($"{prefix}{path}?validationToken={Uri.EscapeDataString(Token)}", "");
            Assert.Equal((200, Token, "text/plain"), (status, body, answer.Content.Headers.ContentType!.MediaType));
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }

        Assert.Equal(0, bed.Hints.Waiting);
    }

    [Theory]
    [InlineData("/graph/listened?validationToken=", 400)]
    [InlineData("/graph/listened?validationToken=a%0d%0ab", 400)]
    [InlineData("/graph/listened?validationToken=a&validationToken=b", 400)]
    [InlineData("/graph/somebody?validationToken=a", 404)]
    [InlineData("/graph/listened/other?validationToken=a", 404)]
    [InlineData("/graph/listened/lifecycle/more", 404)]
    [InlineData("/management/listened/posture", 404)]
    [InlineData("/management/listened/entra.audit", 404)]
    [InlineData("/management/listened", 404)]
    [InlineData("/", 404)]
    [InlineData("//graph/listened", 404)]
    public async Task What_is_no_address_of_ours_or_no_token_gets_an_empty_answer(string path, int expected)
    {
        await using var bed = await ListenerBed.StartAsync();
        var (status, body, _) = await bed.PostAsync(path, "{\"value\":[]}");
        Assert.Equal((expected, ""), (status, body));
        Assert.Equal(404, (int)(await bed.Http.GetAsync(bed.Address + Graph, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_token_longer_than_any_of_graphs_is_not_repeated()
    {
        await using var bed = await ListenerBed.StartAsync();
        Assert.Equal(400, (await bed.PostAsync($"{Graph}?validationToken={new string('a', 2_049)}", "")).Status);
    }

    [Fact]
    public async Task Graph_items_count_only_with_their_own_subscriptions_secret_and_all_get_the_same_answer()
    {
        await using var bed = await ListenerBed.StartAsync();
        var (users, groups) = (bed.UsersState.Reveal(), bed.GroupsState.Reveal());
        Assert.NotEqual(users, groups);
        string[] refused =
        [
            ListenerBed.Item("id-users", groups), ListenerBed.Item("id-users", users[..^1]), ListenerBed.Item("id-users", users + "A"), ListenerBed.Item("id-users", ""),
            ListenerBed.Item("id-users", new string('x', 5_000)), ListenerBed.Item("id-others", users), ListenerBed.Item("id-users", users, "99999999-2222-3333-4444-555555555555"),
            ListenerBed.Item("id-users", users, "none"), "{}", """{"tenantId":"11111111-2222-3333-4444-555555555555","subscriptionId":"id-users","clientState":"\ud800"}""", """{"subscriptionId":1,"clientState":null}""", ListenerBed.Item("webhook", bed.AuthId.Reveal()),
        ];
        foreach (var item in refused) Assert.Equal((202, ""), Of(await bed.PostAsync(Graph, ListenerBed.Graph(item))));
        Assert.Equal(0, bed.Hints.Waiting);
        Assert.Equal((202, ""), Of(await bed.PostAsync(Graph, ListenerBed.Graph(refused[0], ListenerBed.Item("id-users", users), ListenerBed.Item("id-groups", groups)))));
        Assert.Equal(2, bed.Hints.Waiting);
        Assert.Equal((202, ""), Of(await bed.PostAsync(Graph + "/lifecycle", ListenerBed.Graph(ListenerBed.Item("id-users", users, lifecycle: "reauthorizationRequired")))));
        Assert.Equal(3, bed.Hints.Waiting);

        static (int, string) Of((int Status, string Body, HttpResponseMessage Answer) answer) => (answer.Status, answer.Body);
    }

    [Fact]
    public async Task A_webhook_proves_itself_with_its_authentication_id_and_whoever_lacks_it_finds_nothing_there()
    {
        await using var bed = await ListenerBed.StartAsync();
        var auth = ("Webhook-AuthID", bed.AuthId.Reveal());
        var code = ("Webhook-ValidationCode", "8f3c");
        Assert.Equal(200, (await bed.PostAsync(Webhook, """{"validationCode":"8f3c"}""", auth, code)).Status);
        Assert.Equal(400, (await bed.PostAsync(Webhook, """{"validationCode":"other"}""", auth, code)).Status);
        Assert.Equal(0, bed.Hints.Waiting);
        foreach (var wrong in (string[])["x", bed.UsersState.Reveal(), new string('x', 4_000)])
        {
            Assert.Equal(404, (await bed.PostAsync(Webhook, $"[{ListenerBed.Blob()}]", ("Webhook-AuthID", wrong))).Status);
        }

        Assert.Equal(404, (await bed.PostAsync(Webhook, $"[{ListenerBed.Blob()}]")).Status);
        Assert.Equal(404, (await bed.PostAsync(Webhook, """{"validationCode":"8f3c"}""", ("Webhook-AuthID", "x"), code)).Status);
        Assert.Equal(200, (await bed.PostAsync(Webhook, $"[{ListenerBed.Blob("99999999-2222-3333-4444-555555555555")},{ListenerBed.Blob(client: ListenerBed.Tenant)},{ListenerBed.Blob(type: "DLP.All")}]", auth)).Status);
        Assert.Equal(0, bed.Hints.Waiting);
        Assert.Equal(200, (await bed.PostAsync(Webhook, $"[{ListenerBed.Blob()},{ListenerBed.Blob()}]", auth)).Status);
        Assert.Equal(1, bed.Hints.Waiting);
    }

    [Fact]
    public async Task A_body_that_is_too_large_too_slow_or_no_notification_is_refused_in_time()
    {
        await using var bed = await ListenerBed.StartAsync(options => options with { BodyBytes = 8 << 10 });
        foreach (var body in (string[])["", "x", "[]", "{}", """{"value":{}}""", """{"value":[1]}""", """{"value":[""", $"{{\"value\":[{new string('[', 60)}"]) Assert.Equal(400, (await bed.PostAsync(Graph, body)).Status);
        using var meter = new MeterRecord();
        foreach (var isChunked in (bool[])[false, true])
        {
            using var large = new HttpRequestMessage(HttpMethod.Post, bed.Address + Graph) { Content = new StringContent(new string(' ', 9_000)) };
            large.Headers.TransferEncodingChunked = isChunked;
            try
            {
                Assert.Equal(413, (int)(await bed.Http.SendAsync(large, TestContext.Current.CancellationToken)).StatusCode);
            }
            catch (HttpRequestException)
            {
                // The server hangs up on who goes on sending, and its answer may be lost with the connection.
            }
        }

        await CollectKafka.UntilAsync(() => meter.Of("auditops.notifications.refused reason=TooLarge") >= 2, "both counted: " + string.Join(",", meter.Sums));

        // Announces a body and sends none.
        using var socket = new TcpClient();
        var address = new Uri(bed.Address);
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {Graph} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(socket.GetStream());
        Assert.Contains("408", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, bed.Hints.Waiting);
    }

    [Fact]
    public async Task A_storm_fills_the_queue_and_not_the_memory_and_every_request_of_it_is_answered()
    {
        await using var bed = await ListenerBed.StartAsync(options => options with { Queue = 1, Items = 20 });
        using var meter = new MeterRecord();
        var body = ListenerBed.Graph([.. Enumerable.Repeat(ListenerBed.Item("id-users", bed.UsersState.Reveal()), 30)]);
        var slowest = 0.0;
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (_, _) =>
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(202, (await bed.PostAsync(Graph, body)).Status);
            lock (meter) slowest = Math.Max(slowest, clock.Elapsed.TotalSeconds);
        });
        // Items beyond the limit are not looked at; of the others one hint waits.
        Assert.Equal(1, bed.Hints.Waiting);
        var dropped = meter.Of("auditops.notifications.dropped");
        Assert.True(dropped >= 400 * 10, $"{dropped} dropped");
        Assert.Equal(202, (await bed.PostAsync(Graph, ListenerBed.Graph(ListenerBed.Item("id-groups", bed.GroupsState.Reveal())))).Status);
        Assert.Equal(1, bed.Hints.Waiting);
        Assert.True(meter.Of("auditops.notifications.dropped") > dropped);
        TestContext.Current.SendDiagnosticMessage($"slowest answer of 400: {slowest * 1000:0} ms");
    }

    [Fact]
    public void Bodies_of_any_bytes_are_read_or_refused_and_nothing_else()
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        byte[][] seeds = [Encoding.UTF8.GetBytes(ListenerBed.Graph(ListenerBed.Item("a", "b"), ListenerBed.Item("c", "d", lifecycle: "missed"))), Encoding.UTF8.GetBytes($"[{ListenerBed.Blob()}]"), """{"validationCode":"x"}"""u8.ToArray()];
        for (var round = 0; round < 20_000; round++)
        {
            var body = (byte[])seeds[random.Next(seeds.Length)].Clone();
            for (var change = random.Next(1, 6); change > 0; change--) body[random.Next(body.Length)] = (byte)random.Next(256);
            var cut = body.AsMemory(0, random.Next(body.Length + 1));
            try
            {
                Assert.True(NotificationBody.Graph(cut, 5) is not var (graph, _) || graph.Count <= 5);
                Assert.True(NotificationBody.Management(cut, 5) is not var (management, _) || management.Count <= 5);
                NotificationBody.ValidationCode(cut);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {Seed}, round {round}: {exception}");
            }
        }
    }
}
