using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>
/// Begins a login. Advertised from version 0 because librdkafka takes a broker without it for one that has no handshake at all; what follows a handshake of
/// version 0, messages without any header, is not served, and the answer says so.
/// </summary>
internal sealed class SaslHandshakeApi(Broker broker) : Api<SaslHandshakeRequest>(ApiKey.SaslHandshake, 0, 1, short.MaxValue)
{
    protected override ValueTask<IMessage?> HandleAsync(SaslHandshakeRequest request, RequestContext context)
    {
        var response = new SaslHandshakeResponse();
        var session = context.Session;
        if (session.Listener.NeedsLogin) response.Mechanisms.AddRange(ScramHash.All.Select(hash => hash.Name));
        if (!session.AwaitsLogin) response.Error = KafkaError.IllegalSaslState;
        else if (context.Version == 0) response.Error = KafkaError.UnsupportedVersion;
        else if (ScramHash.Find(request.Mechanism) is not { } hash) response.Error = KafkaError.UnsupportedSaslMechanism;
        else session.Exchange = new ScramExchange(hash, broker.Users);
        return Answer(response);
    }
}
