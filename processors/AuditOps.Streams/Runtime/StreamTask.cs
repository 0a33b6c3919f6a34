using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>
/// One sub-topology on one partition number. Order: records pass one at a time, in offset order per topic. A record's outputs leave together after it has passed,
/// or its dead letter leaves instead. Owned by the worker's thread; while <see cref="TaskState.Restoring"/> its stores belong to the restorer.
/// </summary>
internal sealed partial class StreamTask
{
    private readonly Topology _topology;
    private readonly StreamsOptions _options;
    private readonly TaskContext _context;
    private readonly ISource _source;
    private readonly ChangelogProducer _changelog;
    private readonly Dictionary<(TopicPartition Partition, long Offset), Burial> _burials = [];
    private TopicPartitionOffset? _failed;
    private int _failures;
    private long _streamTimeMs = long.MinValue;
    private long _committedStreamTimeMs = long.MinValue;
    private bool _hasOutput;

    public StreamTask(Topology topology, int subTopology, int partition, int partitionCount, BroadcastTables tables, StreamsOptions options)
    {
        _topology = topology;
        _options = options;
        SubTopology = subTopology;
        Partition = partition;
        _context = new TaskContext(partition, partitionCount, options.MaxRecordBytes);
        var source = topology.Sources[subTopology];
        foreach (var spec in Topology.StoresOf(source))
        {
            var store = spec.Create(new StoreContext(topology.Name, partition, partitionCount));
            _context.Stores.Add(spec.Name, store);
            Stores.Add(new StoreSlot(store, new TopicPartition(topology.ChangelogOf(spec), partition)));
        }

        foreach (var spec in topology.Participants)
            _context.Participants.Add(spec.Name, spec.Supplier());
        foreach (var table in source.Walk().SelectMany(node => node.Reads).Distinct())
            _context.Tables.Add(table.Name, tables.Content(table));
        NeedsTables = _context.Tables.Count > 0;
        _source = source.Instantiate(_context);
        _changelog = new ChangelogProducer(partition);
        State = Stores.Count > 0 || NeedsTables ? TaskState.Restoring : TaskState.Running;
    }

    public int SubTopology { get; }

    public int Partition { get; }

    public TaskState State { get; set; }

    /// <summary>It waits for broadcast tables before its first record.</summary>
    public bool NeedsTables { get; }

    public List<TaskInput> Inputs { get; } = [];

    public List<StoreSlot> Stores { get; } = [];

    public bool IsDirty
    {
        get
        {
            if (_hasOutput)
                return true;
            foreach (var input in Inputs)
            {
                if (input.IsDirty)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The record failed before in a way that took its predecessors' work with it: what came before it should be committed before it is tried again.</summary>
    public bool IsSuspect(in KafkaRecord record) => _failed is { } failed && failed.TopicPartition == record.Partition && failed.Offset == record.Offset;

    /// <summary>Processes one record and hands what it wrote to the session.</summary>
    /// <param name="input">Where the record came in.</param>
    /// <param name="record">The record.</param>
    /// <param name="latestMs">A timestamp after this is wrong and does not move stream time.</param>
    /// <param name="session">Takes the outputs.</param>
    /// <returns>The record's dead-letter code, or null when it passed.</returns>
    /// <exception cref="SpoiledException">The record is bad and has left traces in a store: the transaction must be done again without it.</exception>
    public string? Process(TaskInput input, in KafkaRecord record, long latestMs, IKafkaSession session)
    {
        _changelog.TimestampMs = record.TimestampMs;
        var writes = Writes();
        var failure = Run(record, writes);
        Send(session);
        input.Processed(record.Offset, record.TimestampMs);
        // Kafka has no times before 1970; what looks like one is the mark of a missing timestamp, or garbage.
        if (record.TimestampMs > _streamTimeMs && record.TimestampMs >= 0 && record.TimestampMs <= latestMs)
            _streamTimeMs = record.TimestampMs;
        return failure;
    }

    /// <summary>Hands the session what belongs to the transaction besides the records' own outputs. Once a transaction.</summary>
    public void WriteChanges(IKafkaSession session)
    {
        _context.BeginAt(_changelog.TimestampMs);
        foreach (var participant in _context.Participants.Values)
            participant.BeforeCommit(new ParticipantOutput(_context));
        Send(session);
        foreach (var slot in Stores)
        {
            if (slot.Store.HasChanges)
                _changelog.Write(slot, session);
        }
    }

    /// <summary>The transaction has committed; the inputs are marked by the worker.</summary>
    public void Committed()
    {
        foreach (var slot in Stores)
            slot.Merge();
        foreach (var participant in _context.Participants.Values)
            participant.Committed();
        foreach (var punctuation in _context.Punctuations)
            punctuation.Committed();
        _committedStreamTimeMs = _streamTimeMs;
        if (_burials.Count > 0)
            ForgetBurials();
        _hasOutput = false;
    }

    /// <summary>Forgets what is not committed.</summary>
    public void Rollback()
    {
        foreach (var input in Inputs)
            input.Rollback();
        // While they are being restored they hold nothing uncommitted, and belong to another thread.
        if (State != TaskState.Restoring)
        {
            foreach (var slot in Stores)
                slot.Drop();
        }

        foreach (var participant in _context.Participants.Values)
            participant.Aborted();
        foreach (var punctuation in _context.Punctuations)
            punctuation.Rollback();
        _streamTimeMs = _committedStreamTimeMs;
        _hasOutput = false;
    }

    private void Send(IKafkaSession session)
    {
        foreach (var output in _context.Outputs)
            session.Produce(output);
        _context.Outputs.Clear();
    }

    private string? Run(in KafkaRecord record, long writes)
    {
        _context.Begin(record);
        if (_burials.Count > 0 && _burials.TryGetValue((record.Partition, record.Offset), out var burial))
        {
            _context.CurrentStep = burial.Step;
            return Bury(record, burial.Failure, burial.Reason);
        }

        try
        {
            _source.Accept(record.Value);
            return null;
        }
        catch (RecordException e)
        {
            return BuryOrSpoil(record, e.Failure, e.Message, writes, e);
        }
        catch (Exception e) when (e is not StreamsException && IsHopeless(record))
        {
            // A step's own fault, seen again and again on this record: the stream must not stand still for it.
            return BuryOrSpoil(record, FailedRecord.ProcessorThrew, $"{_context.CurrentStep} threw {e.GetType().Name} {_failures} times", writes, e);
        }
        catch (Exception)
        {
            // Whatever it is, it is handled by the worker; here only the place is kept.
            _failed = new TopicPartitionOffset(record.Partition, record.Offset);
            throw;
        }
    }

    private bool IsHopeless(in KafkaRecord record)
    {
        _failures = IsSuspect(record) ? _failures + 1 : 1;
        _failed = new TopicPartitionOffset(record.Partition, record.Offset);
        return _failures >= _options.MaxAttempts;
    }

    private string BuryOrSpoil(in KafkaRecord record, string failure, string reason, long writes, Exception cause)
    {
        if (Writes() == writes)
            return Bury(record, failure, reason);
        // Kept until its offset is committed: the transaction may have to be done again more than once.
        _burials[(record.Partition, record.Offset)] = new Burial(failure, reason, _context.CurrentStep);
        throw new SpoiledException(reason, cause);
    }

    private string Bury(in KafkaRecord record, string failure, string reason)
    {
        _context.Outputs.Clear();
        var buffer = _context.RentBuffer();
        var failed = new FailedRecord
        {
            Topology = _topology.Name,
            Step = _context.CurrentStep,
            Failure = failure,
            Reason = reason,
            Record = _context.Record,
            Value = record.Value,
        };
        _topology.DeadLetterWriter.Write(failed, buffer);
        _context.Outputs.Add(new OutgoingRecord(_topology.DeadLetterTopic, record.Key, buffer.WrittenSpan.ToArray(), record.Headers, record.TimestampMs));
        foreach (var participant in _context.Participants.Values)
            participant.DeadLettered(failed);
        return failure;
    }

    private void ForgetBurials()
    {
        foreach (var input in Inputs)
        {
            foreach (var place in _burials.Keys.Where(place => place.Partition == input.Partition && place.Offset < input.Committed).ToList())
                _burials.Remove(place);
        }
    }

    private long Writes()
    {
        long writes = 0;
        foreach (var slot in Stores)
            writes += slot.Store.Writes;
        return writes;
    }

    /// <summary>What becomes of a record at its next turn.</summary>
    private readonly record struct Burial(string Failure, string Reason, string Step);
}
