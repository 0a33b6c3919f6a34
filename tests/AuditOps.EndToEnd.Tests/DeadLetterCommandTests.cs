using System.Text.Json;
using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

/// <summary>The commands that look at topics and dead letters, as a person uses them, against a broker alone.</summary>
public sealed class DeadLetterCommandTests
{
    [Fact]
    public async Task Letters_are_listed_shown_and_replayed_and_topics_are_shown_as_json()
    {
        var folder = EmbeddedStack.NewFolder();
        using var broker = Cli.Start(["broker", "--data", Path.Combine(folder, "kafka"), "--port", "0", "--ready-file", Path.Combine(folder, "broker.json")]);
        try
        {
            await Eventually.HoldsAsync("the broker being ready", () => Task.FromResult(File.Exists(Path.Combine(folder, "broker.json")) || broker.HasExited), done => done);
            using var ready = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "broker.json"), TestContext.Current.CancellationToken));
            var kafka = ready.RootElement.GetProperty("address").GetString()!;
            Assert.Equal(0, (await Cli.RunAsync("provision", "--kafka", kafka)).Code);
            var file = Path.Combine(folder, "mixed.ndjson");
            await File.WriteAllTextAsync(file, "{\"Id\":\"good\"}\nbad \u001b[31m line\n{\"Id\":\"better\"}\n", TestContext.Current.CancellationToken);
            Assert.Equal(0, (await Cli.RunAsync("import", file, "--tenant", "contoso", "--kafka", kafka)).Code);

            var list = await Cli.RunAsync("dlq", "list", "--kafka", kafka, "--code", "not_json", "--since", "1h", "--json");
            Assert.True(list.Code == 0, list.Error);
            var id = list.Json.GetProperty("id").GetString()!;
            var show = await Cli.RunAsync("dlq", "show", id[..10], "--kafka", kafka);
            Assert.Contains("bad \\x1b[31m line", show.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", show.Output, StringComparison.Ordinal);
            Assert.Contains($"{file}:2", show.Output, StringComparison.Ordinal);
            var replay = await Cli.RunAsync("dlq", "replay", id, "--kafka", kafka, "--json");
            Assert.Equal((1, 0, 1), (replay.Code, replay.Json.GetProperty("replayed").GetInt32(), replay.Json.GetProperty("refused").GetInt32()));
            Assert.Equal(2, (await Cli.RunAsync("dlq", "replay", "--kafka", kafka)).Code);
            Assert.Equal(2, (await Cli.RunAsync("dlq", "list", "--kafka", kafka, "--code", "NoSuchCode")).Code);

            var tail = await Cli.RunAsync("topics", "tail", "auditops.raw-history.v1", "--kafka", kafka, "--from", "beginning", "--json");
            var records = tail.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
            Assert.Equal(["{\"Id\":\"better\"}", "{\"Id\":\"good\"}"], records.Select(record => record.GetProperty("value").GetProperty("payload").GetString()!).Order(StringComparer.Ordinal));
            Assert.All(records, record => Assert.StartsWith("contoso/", record.GetProperty("key").GetString(), StringComparison.Ordinal));
            var checkpoint = await Cli.RunAsync("topics", "tail", "auditops.checkpoints.v1", "--kafka", kafka, "--from", "beginning", "--json");
            Assert.Equal("done", checkpoint.Json.GetProperty("value").GetProperty("status").GetString());
            Assert.Equal(2, (await Cli.RunAsync("topics", "tail", "no.such.topic", "--kafka", kafka)).Code);
            var topics = await Cli.RunAsync("topics", "list", "--kafka", kafka, "--json");
            Assert.Contains("\"topic\":\"auditops.dead-letters.v1\",\"partitions\":4", topics.Output, StringComparison.Ordinal);
        }
        finally
        {
            broker.Kill();
            await broker.WaitForExitAsync(TestContext.Current.CancellationToken);
            Directory.Delete(folder, recursive: true);
        }
    }
}
