namespace AuditOps.Streams.Runtime;

internal sealed class ProcessorStep<TIn, TOut> : Step<TIn>, IProcessorContext<TOut>, IProcessorInit
{
    private readonly TopologyNode _node;
    private readonly IProcessor<TIn, TOut> _processor;
    private readonly Step<TOut>[] _next;
    private readonly TaskContext _task;

    public ProcessorStep(TopologyNode node, IProcessor<TIn, TOut> processor, Step<TOut>[] next, TaskContext task)
    {
        _node = node;
        _processor = processor;
        _next = next;
        _task = task;
        if (processor is IInitialize initialize)
            initialize.Init(this);
    }

    public RecordMetadata Record => _task.Record;

    public int Partition => _task.Partition;

    public int PartitionCount => _task.PartitionCount;

    public override void Accept(TIn value)
    {
        // Restored on success only: after a throw the name of the step that failed must remain.
        var caller = _task.CurrentStep;
        _task.CurrentStep = _node.Name;
        _processor.Process(value, this);
        _task.CurrentStep = caller;
    }

    public void Forward(TOut value)
    {
        foreach (var step in _next)
            step.Accept(value);
    }

    public T Store<T>(string name)
        where T : class, IStateStore =>
        _node.Stores.Any(store => store.Name == name) && _task.Stores[name] is T store ? store : throw Unknown("store", name, typeof(T));

    public ITable<TKey, TValue> Table<TKey, TValue>(string name)
        where TKey : notnull =>
        _node.Reads.Any(table => table.Name == name) && _task.Tables[name] is ITable<TKey, TValue> table ? table : throw Unknown("table", name, typeof(ITable<TKey, TValue>));

    public T Participant<T>(string name)
        where T : class, ICommitParticipant =>
        _task.Participants.TryGetValue(name, out var found) && found is T participant ? participant : throw Unknown("participant", name, typeof(T));

    public void Schedule(string name, PunctuationKind kind, TimeSpan interval)
    {
        if (_processor is not IPunctuate<TOut> punctuate || interval <= TimeSpan.Zero)
            throw new StreamsException(StreamsErrorCode.InvalidTopology, $"processor '{_node.Name}' asks for schedule '{name}' without implementing IPunctuate, or with an interval of {interval}");
        _task.Punctuations.Add(new Punctuation(_node.Name, name, kind, interval, at =>
        {
            _task.CurrentStep = _node.Name;
            punctuate.Punctuate(name, at, this);
        }));
    }

    private StreamsException Unknown(string what, string name, Type type) =>
        new(StreamsErrorCode.InvalidTopology, $"processor '{_node.Name}' has no {what} '{name}' of type {type.Name}");
}
