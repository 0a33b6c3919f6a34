using System.Buffers.Binary;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>
/// Lets each version of a record through once. Same id and content: a duplicate, which ends here. Same id, other content: a revision, flagged; when its event
/// hour differs it also names the hour whose row it replaces. The index is written after the event has been handed on, so that a record which fails
/// behind this step is not remembered and may be replayed.
/// </summary>
internal sealed class DedupeProcessor : IProcessor<AuditEvent, AuditEvent>, IInitialize
{
    private DedupeStore _seen = null!;
    private IngestTally _tally = null!;

    public void Init(IProcessorInit init)
    {
        _seen = init.Store<DedupeStore>(DedupeStoreSpec.StoreName);
        _tally = init.Participant<IngestTally>(IngestTally.ParticipantName);
        _tally.Watch(_seen);
    }

    public void Process(AuditEvent value, IProcessorContext<AuditEvent> context)
    {
        var key = DedupeKey.Of(value.Tenant, value.Source, value.EventId);
        var version = new DedupeVersion(
            BinaryPrimitives.ReadUInt64BigEndian(value.ContentHash.Span), value.CollectedAt.ToUnixTimeMilliseconds(), HourOf(value.EventTime));
        if (_seen.Find(key) is not { } known)
        {
            context.Forward(value);
            _seen.Put(key, value.Tenant, version);
            _tally.Admitted(value);
            return;
        }

        if (known.Content == version.Content)
        {
            _tally.Duplicate(value);
            return;
        }

        // A version collected before the known one (it came by the slower lane) is kept as history; the known one stays the event.
        var isNewer = version.CollectedMs >= known.CollectedMs;
        context.Forward(value with
        {
            Flags = value.Flags | EventFlags.Revision,
            SupersedesHour = known.Hour == version.Hour ? null : HourStart(isNewer ? known.Hour : version.Hour),
        });
        if (isNewer)
            _seen.Put(key, value.Tenant, version);
        _tally.Revision(value);
    }

    private static int HourOf(DateTimeOffset time) => (int)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalHours);

    private static DateTimeOffset HourStart(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);
}
