using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>The first failed delivery of a producer's current batch. Its error is written by the client's thread and read by the worker's; the rest is the worker's.</summary>
internal sealed class Delivery
{
    private readonly Dictionary<Action<long>, Action<DeliveryReport<byte[]?, byte[]?>>> _telling = [];
    private volatile Error? _error;

    public Delivery() => Handler = report =>
    {
        if (report.Error.IsError)
            Fail(report.Error);
    };

    public Action<DeliveryReport<byte[]?, byte[]?>> Handler { get; }

    public Error? Error => _error;

    public bool IsFatal => _error is { IsFatal: true };

    /// <summary>A handler that also tells where the record went; one per receiver and batch, however many records it is used for.</summary>
    public Action<DeliveryReport<byte[]?, byte[]?>> Telling(Action<long> delivered)
    {
        if (_telling.TryGetValue(delivered, out var handler))
            return handler;
        handler = report =>
        {
            if (report.Error.IsError)
                Fail(report.Error);
            else
                delivered(report.Offset.Value);
        };
        _telling.Add(delivered, handler);
        return handler;
    }

    public void Fail(Error error)
    {
        if (_error is null || error.IsFatal)
            _error = error;
    }

    /// <summary>
    /// Lets go of the batch's receivers. They change with every abort and with every store that comes and goes, and would hold those stores in memory;
    /// records still under way keep their own handler.
    /// </summary>
    public void EndBatch() => _telling.Clear();

    /// <summary>The batch is given up, and its failure with it.</summary>
    public void Reset()
    {
        _error = null;
        EndBatch();
    }
}
