using System.Runtime.InteropServices;
using AuditOps.Processors.DeadLetters;
using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Streams;

namespace AuditOps.Processors.Ingest;

/// <summary>
/// Counts what became of each record of a task, per tenant, source and hour of collection, and publishes the counts in the transaction that holds the work:
/// a count is visible exactly when what it counts is.
/// </summary>
internal sealed class IngestTally(Topic<CompletenessCount> topic, ISchemaSource schemas, TimeProvider time) : ICommitParticipant
{
    public const string ParticipantName = "completeness";

    private readonly Dictionary<Slot, Counts> _counts = [];
    private readonly List<(DedupeTenant Tenant, long Evicted)> _evictions = [];
    private DedupeStore? _seen;

    /// <summary>Also publishes what this store evicts.</summary>
    public void Watch(DedupeStore seen) => _seen = seen;

    public void Admitted(AuditEvent value) => Of(value).Admitted++;

    public void Duplicate(AuditEvent value) => Of(value).Duplicates++;

    public void Revision(AuditEvent value)
    {
        var counts = Of(value);
        counts.Admitted++;
        counts.Revisions++;
    }

    public void DeadLettered(FailedRecord failed)
    {
        var (tenant, source, collected) = IngestDeadLetters.Identify(failed, schemas);
        Of(tenant, source, collected).DeadLettered++;
    }

    public void BeforeCommit(ICommitOutput output)
    {
        var now = time.GetUtcNow();
        foreach (var (slot, counts) in _counts)
            Write(output, counts.ToRecord(slot.Tenant, slot.Source, slot.Hour, now));
        _evictions.Clear();
        foreach (var tenant in _seen?.Tenants ?? [])
        {
            if (tenant.Evicted == 0)
                continue;
            _evictions.Add((tenant, tenant.Evicted));
            Write(output, new Counts { Evicted = tenant.Evicted }.ToRecord(tenant.Name, Sources.Other, CompletenessCount.HourOf(now), now));
        }
    }

    public void Committed()
    {
        _counts.Clear();
        // What the store gave up for this very commit leaves with the next one.
        foreach (var (tenant, evicted) in _evictions)
            tenant.Evicted -= evicted;
        _evictions.Clear();
    }

    public void Aborted()
    {
        _counts.Clear();
        _evictions.Clear();
    }

    private void Write(ICommitOutput output, CompletenessCount count) =>
        output.Write(topic, Keys.Source(count.Tenant, count.Source), count, count.At.ToUnixTimeMilliseconds());

    private Counts Of(AuditEvent value) => Of(value.Tenant, value.Source, value.CollectedAt);

    private Counts Of(string tenant, string source, DateTimeOffset collected)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, new Slot(tenant, source, CompletenessCount.HourOf(collected)), out _);
        return counts ??= new Counts();
    }

    /// <param name="Tenant">Tenant slug.</param>
    /// <param name="Source">Logical source.</param>
    /// <param name="Hour">Hour of collection.</param>
    private readonly record struct Slot(string Tenant, string Source, DateTimeOffset Hour);
}
