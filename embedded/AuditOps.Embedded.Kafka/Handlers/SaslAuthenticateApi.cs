using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>A login's messages. A failed one is answered after a while, and its connection ends.</summary>
internal sealed class SaslAuthenticateApi(Broker broker) : Api<SaslAuthenticateRequest>(ApiKey.SaslAuthenticate, 0, 2, 2)
{
    /// <summary>How long a failure is kept from whoever is guessing; Apache Kafka's connection.failed.authentication.delay.ms.</summary>
    private static readonly TimeSpan s_failureDelay = TimeSpan.FromMilliseconds(100);

    protected override async ValueTask<IMessage?> HandleAsync(SaslAuthenticateRequest request, RequestContext context)
    {
        var session = context.Session;
        if (session.IsRefused || (!session.AwaitsLogin && session.Exchange is null))
            return new SaslAuthenticateResponse { Error = KafkaError.IllegalSaslState, ErrorMessage = "There is no login under way." };
        var answer = session.Exchange?.Answer(request.Message);
        if (answer is not null)
        {
            if (session.Exchange!.User is { } user) session.LogIn(user);
            return new SaslAuthenticateResponse { Message = answer };
        }
        session.Refuse();
        broker.LoginFailed(session.Host);
        await Task.Delay(s_failureDelay, broker.Time, context.Closed);
        return new SaslAuthenticateResponse { Error = KafkaError.SaslAuthenticationFailed, ErrorMessage = "Authentication failed." };
    }
}
