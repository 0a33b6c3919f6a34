using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Processors.Notify;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Alerts;
using Xunit;

namespace AuditOps.Tests.Notify;

/// <summary>One attempt over HTTP, against a real receiver.</summary>
public sealed class SenderTests
{
    private static readonly NotifyOptions Options = new()
    {
        Allow = new AddressAllowance { Networks = [IPNetwork.Parse("127.0.0.0/8")], Http = true },
        PublicUrl = new Uri("https://auditops.contoso.com/"),
    };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_signed_dated_and_numbered_and_a_receiver_can_verify_it()
    {
        await using var receiver = new ScriptedReceiver();
        var outcome = await SendAsync(Target(receiver) with { Secret = new SecretText("0123456789abcdef"), PreviousSecret = new SecretText("whsec_" + Convert.ToBase64String("old key of before"u8)) });
        Assert.Equal((SendVerdict.Delivered, "http_200"), (outcome.Verdict, outcome.Code));
        var got = Assert.Single(receiver.All);
        Assert.Equal(("d1", "application/json", "opened"), (got.Id, got.Headers["Content-Type"], got.Headers["auditops-trigger"]));
        var signatures = got.Headers["webhook-signature"].Split(' ');
        Assert.Equal([Sign("0123456789abcdef"u8.ToArray()), Sign("old key of before"u8.ToArray())], signatures);
        Assert.InRange(long.Parse(got.Headers["webhook-timestamp"], null), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60);
        Assert.Equal("1.0", got.Headers["ce-specversion"]);
        Assert.Equal($"https://auditops.contoso.com/alerts/{Samples.Alert(1).AlertId}", got.Headers["auditops-alert-url"]);
        using var finding = JsonDocument.Parse(got.Body);
        Assert.Equal(2004, finding.RootElement.GetProperty("class_uid").GetInt32());

        string Sign(byte[] key) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{got.Id}.{got.Headers["webhook-timestamp"]}."), .. got.Body]));
    }

    [Theory]
    [InlineData("204 No Content", SendVerdict.Delivered)]
    [InlineData("301 Moved Permanently", SendVerdict.Refused)]
    [InlineData("307 Temporary Redirect", SendVerdict.Refused)]
    [InlineData("400 Bad Request", SendVerdict.Refused)]
    [InlineData("404 Not Found", SendVerdict.Refused)]
    [InlineData("408 Request Timeout", SendVerdict.Retry)]
    [InlineData("429 Too Many Requests", SendVerdict.Retry)]
    [InlineData("500 Internal Server Error", SendVerdict.Retry)]
    [InlineData("503 Service Unavailable", SendVerdict.Retry)]
    public async Task The_status_decides_and_no_redirect_is_followed(string status, object verdict)
    {
        await using var receiver = new ScriptedReceiver();
        await using var elsewhere = new ScriptedReceiver();
        receiver.Always(status, $"Location: {elsewhere.Url}\r\nRetry-After: 7\r\nSet-Cookie: a=b\r\n");
        var outcome = await SendAsync(Target(receiver));
        Assert.Equal(verdict, outcome.Verdict);
        Assert.Equal((SendVerdict)verdict == SendVerdict.Retry ? TimeSpan.FromSeconds(7) : null, outcome.RetryAfter);
        Assert.Empty(elsewhere.All);
    }

    [Fact]
    public async Task A_receiver_that_hangs_or_hangs_up_is_a_failure_to_be_repeated()
    {
        await using var receiver = new ScriptedReceiver();
        receiver.Answer = async (number, _, stop) =>
        {
            if (number == 1)
                return null;
            if (number == 2)
                return "HTTP/1.1 20";
            await Task.Delay(Timeout.Infinite, stop);
            return "";
        };
        var target = Target(receiver) with { Timeout = TimeSpan.FromSeconds(2) };
        // A connection that closes before an answer may be tried a second time by the client itself: every sight of it is the same delivery.
        string[] codes = [(await SendAsync(target)).Code, (await SendAsync(target)).Code, (await SendAsync(target)).Code];
        Assert.Equal("connection", codes[0]);
        Assert.Equal("timeout", codes[2]);
        Assert.All(receiver.All, received => Assert.Equal("d1", received.Id));
    }

    [Fact]
    public async Task An_answer_without_end_and_a_packed_one_are_not_taken_in()
    {
        await using var receiver = new ScriptedReceiver();
        // A gigabyte is promised, ten megabytes are ready: no more than a few kilobytes may be asked for.
        var flood = new string('x', 10 << 20);
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(new byte[1 << 20]);
        receiver.Answer = (number, _, _) => Task.FromResult<string?>(number == 1
            ? $"HTTP/1.1 500 Oh\r\nContent-Length: {1 << 30}\r\n\r\n{flood}"
            : ScriptedReceiver.Reply("500 Oh", "Content-Encoding: gzip\r\n", "not shown"));
        var first = await SendAsync(Target(receiver));
        Assert.Equal(("http_500", true), (first.Code, first.Message!.Length < 400));
        var second = await SendAsync(Target(receiver));
        Assert.DoesNotContain("not shown", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_receiver_echoes_of_secrets_is_blacked_out()
    {
        await using var receiver = new ScriptedReceiver();
        receiver.Answer = (_, received, _) => Task.FromResult<string?>(ScriptedReceiver.Reply("400 Bad", body: $"{received.Line} {received.Headers["Authorization"]} bad\r\nline"));
        var outcome = await SendAsync(Target(receiver) with
        {
            Url = new SecretText(receiver.Url + "/T00/hunter2"),
            Headers = new Dictionary<string, SecretText> { ["Authorization"] = new("Bearer hunter3") },
        });
        Assert.DoesNotContain("hunter", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', outcome.Message!);
        Assert.Contains("bad", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("①②⑦.⓪.⓪.①")]
    public async Task The_address_that_would_be_connected_to_is_judged_however_it_is_written(string host)
    {
        await using var receiver = new ScriptedReceiver();
        var url = receiver.Url.Replace("127.0.0.1", host, StringComparison.Ordinal);
        var target = Target(receiver) with { Url = new SecretText(url) };
        await using var sender = new HttpSender(target, null, new AddressGuard(new AddressAllowance { Http = true }), TimeProvider.System);
        var outcome = await sender.SendAsync(Delivery(), Samples.Alert(1), Now);
        Assert.True(outcome.Code is "address_refused" or "dns", outcome.Code);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task Every_form_of_a_body_is_what_its_receiver_reads()
    {
        await using var receiver = new ScriptedReceiver();
        var forms = new (TargetOptions Target, string Type, Func<JsonElement, bool> Is)[]
        {
            (Target(receiver) with { Format = BodyFormat.CloudEvents }, "application/cloudevents+json", json => json.GetProperty("data").GetProperty("class_uid").GetInt32() == 2004 && json.GetProperty("alerturl").GetString()!.Length > 0),
            (Target(receiver) with { Format = BodyFormat.Ecs }, "application/json", json => json.GetProperty("event").GetProperty("kind").GetString() == "alert"),
            (Target(receiver) with { Kind = TargetKind.Siem, Format = BodyFormat.SplunkHec }, "application/json", json => json.GetProperty("event").GetProperty("class_uid").GetInt32() == 2004),
            (Target(receiver) with { Kind = TargetKind.Slack }, "application/json", json => json.GetProperty("attachments")[0].GetProperty("blocks").GetArrayLength() == 4),
            (Target(receiver) with { Kind = TargetKind.Teams }, "application/json", json => json.GetProperty("attachments")[0].GetProperty("content").GetProperty("version").GetString() == "1.4"),
            (Target(receiver) with { Kind = TargetKind.SiemEvents, Format = BodyFormat.Ndjson }, "application/x-ndjson", json => json.GetProperty("test").GetBoolean()),
        };
        foreach (var (target, type, isRight) in forms)
        {
            Assert.Equal(SendVerdict.Delivered, (await SendAsync(target)).Verdict);
            var got = receiver.All[^1];
            Assert.Equal(type, got.Headers["Content-Type"]);
            using var json = JsonDocument.Parse(got.Body);
            Assert.True(isRight(json.RootElement), $"{target.Kind} {target.Format}: {got.Text}");
        }
    }

    [Fact]
    public void Whatever_stands_in_an_alert_stays_data_in_every_form()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var alert = HostileAlerts.Next(seed);
            foreach (var kind in (TargetKind[])[TargetKind.Webhook, TargetKind.Slack, TargetKind.Teams])
            {
                var body = AlertBodies.Create(new TargetOptions { Name = "x", Kind = kind }, Delivery(), alert, Options.PublicUrl);
                using var json = JsonDocument.Parse(body.Bytes);
                if (kind == TargetKind.Slack)
                    Each(json.RootElement, text => Assert.False(text.Contains('<') || text.Contains('>') || HostileAlerts.IsBroken(text), $"seed {seed}: {text}"));
                if (kind == TargetKind.Teams)
                {
                    Each(json.RootElement, text => Assert.False(HostileAlerts.IsBroken(text), $"seed {seed}: {text}"));
                    Assert.True(body.Bytes.Length < 28_000, $"seed {seed}: {body.Bytes.Length} bytes");
                    Assert.DoesNotContain("](http", Encoding.UTF8.GetString(body.Bytes.Span), StringComparison.Ordinal);
                }

                Assert.All(body.Headers, header => Assert.True(header.Value.All(c => c is >= ' ' and <= '~'), $"seed {seed}: {header.Key}"));
            }

            foreach (var kind in (TargetKind[])[TargetKind.Slack, TargetKind.Teams])
            {
                var many = Enumerable.Range(0, AlertDigest.MostShown).Select(i => HostileAlerts.Next(seed + i)).ToList();
                List<(string, int)> names = [.. Enumerable.Range(0, 9).Select(i => (HostileAlerts.Next(seed + i).Facts.Title, 9 - i))];
                var digest = new AlertDigest { Severity = alert.Facts.Severity, Count = 99, From = Samples.Start, To = Samples.Start, Rules = names, Tenants = [("contoso", 99)], Shown = many };
                var body = AlertBodies.Create(new TargetOptions { Name = "x", Kind = kind }, digest, Options.PublicUrl);
                using var json = JsonDocument.Parse(body.Bytes);
                // Lines are the message's own; Slack takes 3,000 characters of a text, Teams 28 KB of a message.
                Each(json.RootElement, text => Assert.False(text.Length > 3_000 || HostileAlerts.IsBroken(text.Replace("\n", "", StringComparison.Ordinal)) || (kind == TargetKind.Slack && text.AsSpan().ContainsAny('<', '>')), $"seed {seed}: {text}"));
                Assert.True(body.Bytes.Length < 28_000, $"seed {seed}: {body.Bytes.Length} bytes");
            }

            var frame = SyslogMessage.Create(Delivery(), alert, "host\r\nname");
            var text = Encoding.UTF8.GetString(frame);
            var blank = text.IndexOf(' ');
            Assert.Equal(frame.Length - blank - 1, int.Parse(text[..blank], null));
            Assert.False(HostileAlerts.IsBroken(text), $"seed {seed}: {text}");
            Assert.Equal(7, System.Text.RegularExpressions.Regex.Count(text.Split("externalId=")[0], @"(?<!\\)(\\\\)*\|"));
        }
    }

    private static void Each(JsonElement element, Action<string> check)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Each(property.Value, check);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Each(item, check);
                break;
            case JsonValueKind.String:
                check(element.GetString()!);
                break;
        }
    }

    private static async Task<SendOutcome> SendAsync(TargetOptions target)
    {
        await using var sender = Senders.Create(target, Options, TimeProvider.System);
        return await sender.SendAsync(Delivery(), Samples.Alert(1), Now);
    }

    private static TargetOptions Target(ScriptedReceiver receiver) => new() { Name = "soc", Kind = TargetKind.Webhook, Url = new SecretText(receiver.Url) };

    internal static Delivery Delivery() => new()
    {
        Tenant = "contoso", DeliveryId = "d1", Target = "soc", State = DeliveryState.Planned, Trigger = DeliveryTriggers.Opened, AlertId = "a1", RuleId = "r1",
        Severity = AlertSeverity.High, At = Samples.Start, PlannedAt = Samples.Start, By = "notify",
    };
}
