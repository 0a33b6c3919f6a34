using AuditOps.Collectors.Import.Runs;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>Reads <c>dead-letters.v1</c>, committed letters only, and what <c>audit.v1</c> says of their replays.</summary>
public sealed class DeadLetterBox(KafkaClientFactory clients, ISchemaSource schemas, TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    /// <summary>Letters that match, each once, oldest first.</summary>
    /// <param name="limit">The most to give.</param>
    /// <param name="newest">When there are more: the newest ones, else the oldest.</param>
    /// <param name="unreplayed">Only letters that were never replayed.</param>
    /// <exception cref="CollectorsException">Kafka does not hand the topics out.</exception>
    public IReadOnlyList<DeadLetterEntry> Read(DeadLetterFilter filter, int limit, bool newest, bool unreplayed, CancellationToken cancel)
    {
        var replays = Replays(cancel);
        var found = new Dictionary<string, DeadLetter>(StringComparer.Ordinal);
        TopicTail.Read(clients, TopicNames.DeadLetters, null, Silence, time, record =>
        {
            if (Decode(record.Message.Value) is not { } letter || !filter.Matches(letter) || (unreplayed && replays.ContainsKey(letter.Id))) return;
            found[letter.Id] = letter;
            if (found.Count > 2 * limit) Trim(found, limit, newest);
        }, cancel);
        Trim(found, limit, newest);
        return [.. found.Values.OrderBy(letter => letter.FailedAt).Select(letter => new DeadLetterEntry(letter, replays.GetValueOrDefault(letter.Id)))];
    }

    /// <summary>How often each letter was replayed.</summary>
    private Dictionary<string, int> Replays(CancellationToken cancel)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        TopicTail.Read(clients, TopicNames.Audit, null, Silence, time, record =>
        {
            if (record.Message.Value is { } value && ReplayFact.FromJson(value) is { } fact) counts[fact.Id!] = counts.GetValueOrDefault(fact.Id!) + 1;
        }, cancel);
        return counts;
    }

    /// <summary>Whether a replay's fact is in the log.</summary>
    internal bool HasFact(string replay, string id)
    {
        var there = false;
        TopicTail.Read(clients, TopicNames.Audit, null, Silence, time, record =>
        {
            if (record.Message.Value is { } value && ReplayFact.FromJson(value) is { } fact && fact.Replay == replay && fact.Id == id) there = true;
        }, CancellationToken.None);
        return there;
    }

    private DeadLetter? Decode(byte[]? value)
    {
        try
        {
            return value is null ? null : Codecs.DeadLetter.Decode(value, schemas);
        }
        catch (AvroException)
        {
            // Not a letter of ours; topics tail shows it as it is.
            return null;
        }
    }

    private static void Trim(Dictionary<string, DeadLetter> found, int limit, bool newest)
    {
        if (found.Count <= limit) return;
        var ordered = newest ? found.Values.OrderBy(letter => letter.FailedAt) : found.Values.OrderByDescending(letter => letter.FailedAt);
        foreach (var letter in ordered.Take(found.Count - limit).ToList()) found.Remove(letter.Id);
    }
}
