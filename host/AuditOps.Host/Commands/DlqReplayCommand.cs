using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using AuditOps.Collectors.DeadLetters;
using AuditOps.Host.DeadLetters;
using AuditOps.Host.Tail;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Commands;

internal static class DlqReplayCommand
{
    public static Command Create()
    {
        var ids = new Argument<string[]>("id") { Description = "Ids of letters; a letter named here is replayed even if it was before.", Arity = ArgumentArity.ZeroOrMore };
        var kafka = CommonOptions.Kafka();
        var filter = new DlqFilterOptions();
        var all = new Option<bool>("--all") { Description = "Every letter that was never replayed." };
        var limit = new Option<int>("--limit") { Description = "The oldest so many.", DefaultValueFactory = _ => 1_000 };
        var rejected = new Option<string>("--rejected") { Description = "Folder of records that were too large for a letter.", DefaultValueFactory = _ => Path.Combine("data", "rejected") };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a letter, then one with the sums." };
        var command = new Command(
            "replay",
            "Publish the original bytes of dead letters again, to the topics they came from, with an attempt header; that it was done is written to the audit topic in the same transaction. "
            + "Letters chosen by filters are those that were never replayed. A letter that holds only a part of its record is refused unless the record is still on its topic or in --rejected.\n"
            + "Example: auditops dlq replay --code EnvelopeUndecodable --tenant contoso --since 24h")
        {
            ids, kafka, all, limit, rejected, json,
        };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var named = parsed.GetValue(ids) ?? [];
            if (named.Length == 0 && !filter.Any(parsed) && !parsed.GetValue(all)) throw new HostException("say which letters: ids, a filter, or --all.");
            var most = parsed.GetValue(limit);
            if (most is < 1 or > 10_000) throw new HostException("--limit must be a number from 1 to 10000.");
            var wanted = filter.Filter(parsed, TimeProvider.System.GetUtcNow()) with { Ids = named.Length == 0 ? null : named.ToHashSet(StringComparer.Ordinal) };
            await using var session = await ClusterReading.OpenAsync(parsed.GetValue(kafka)!, cancel);
            var letters = await Task.Run(() => session.Box.Read(wanted, most, newest: false, unreplayed: named.Length == 0, cancel), cancel);
            foreach (var missing in named.Except(letters.Select(entry => entry.Letter.Id), StringComparer.Ordinal)) await Console.Error.WriteLineAsync($"auditops: no dead letter has the id {ShownText.Escape(missing)}.");
            return await ReplayAsync(session, letters, parsed.GetValue(rejected), parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static async Task<int> ReplayAsync(ClusterReading session, IReadOnlyList<DeadLetterEntry> letters, string? rejected, bool json, CancellationToken cancel)
    {
        await new SchemaPublisher(session.Clients, NullLogger<SchemaPublisher>.Instance).PublishAsync([Codecs.RawEnvelope.SchemaJson, Codecs.CompletenessCount.SchemaJson], cancel);
        var options = new ReplayOptions { RejectedDirectory = rejected, Replay = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), Who = Environment.UserName };
        var replay = new DeadLetterReplay(session.Clients, session.Schemas, options, TimeProvider.System, NullLoggerFactory.Instance);
        var outcomes = await Task.Run(() => replay.Run(letters, cancel), CancellationToken.None);
        var replayed = outcomes.Count(outcome => outcome.Refusal is null);
        foreach (var outcome in outcomes)
        {
            if (json) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { id = outcome.Id, topic = outcome.Topic, attempt = outcome.Attempt, refused = outcome.Refusal }));
            else await Console.Out.WriteLineAsync(outcome.Refusal is { } why ? $"{outcome.Id}  refused: {ShownText.Escape(why)}" : string.Create(CultureInfo.InvariantCulture, $"{outcome.Id}  to {outcome.Topic}, attempt {outcome.Attempt}"));
        }

        await Console.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { replayed, refused = outcomes.Count - replayed })
            : string.Create(CultureInfo.InvariantCulture, $"{replayed} replayed, {outcomes.Count - replayed} refused."));
        if (outcomes.Count == 0) return ExitCode.Unusable;
        return replayed == outcomes.Count ? ExitCode.Done : ExitCode.Failed;
    }
}
