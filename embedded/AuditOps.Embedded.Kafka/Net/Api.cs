using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Net;

/// <summary>One API of the protocol: its key, the versions served, and what to do with a request.</summary>
internal abstract class Api(ApiKey key, short minVersion, short maxVersion, short firstFlexible)
{
    public ApiKey Key { get; } = key;

    public short MinVersion { get; } = minVersion;

    public short MaxVersion { get; } = maxVersion;

    /// <summary>
    /// True for an API whose handling may hold much memory or time: it is started only when every earlier answer of the connection is on its way, as
    /// Apache Kafka does with all of them. Others are handled as they arrive, so that pipelined appends share a flush.
    /// </summary>
    public virtual bool WaitsForItsTurn => false;

    public bool IsFlexible(short version) => version >= firstFlexible;

    public bool Serves(short version) => version >= MinVersion && version <= MaxVersion;

    /// <summary>Reads a request's body. Throws <see cref="MalformedRequestException"/>.</summary>
    public abstract IMessage Read(Wire.Wire wire, short version);

    /// <summary>Answers; null when the protocol wants no answer.</summary>
    public abstract ValueTask<IMessage?> HandleAsync(IMessage request, RequestContext context);
}

internal abstract class Api<TRequest>(ApiKey key, short minVersion, short maxVersion, short firstFlexible) : Api(key, minVersion, maxVersion, firstFlexible)
    where TRequest : IMessage, new()
{
    public override IMessage Read(Wire.Wire wire, short version)
    {
        var request = new TRequest();
        request.Transfer(wire, version);
        return request;
    }

    public override ValueTask<IMessage?> HandleAsync(IMessage request, RequestContext context) => HandleAsync((TRequest)request, context);

    protected abstract ValueTask<IMessage?> HandleAsync(TRequest request, RequestContext context);

    protected static ValueTask<IMessage?> Answer(IMessage response) => new(response);
}
