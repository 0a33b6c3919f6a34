using AuditOps.Api.Auth;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Api.Commands;

/// <summary>Sends what a caller wants and waits a while for the verdict.</summary>
internal sealed class CommandGate(CommandChannel channel, ApiOptions options, TimeProvider time)
{
    public bool IsOpen => channel.IsOpen;

    /// <param name="http">The request: who, and under which idempotency key.</param>
    /// <param name="kind">See <see cref="CommandKinds"/>.</param>
    /// <param name="tenant">Whose; the caller may see it.</param>
    /// <param name="subject">What is to change.</param>
    /// <param name="revision">Revision it is meant for; -1 for any.</param>
    /// <param name="body">JSON; empty for none.</param>
    /// <returns>The command, and its verdict unless that did not come in time.</returns>
    /// <exception cref="CommandChannelException">It could not be sent.</exception>
    public async Task<(Command Command, TriageFact? Verdict)> AskAsync(HttpContext http, string kind, string tenant, string subject, long revision, byte[] body)
    {
        var command = new Command
        {
            Tenant = tenant,
            Subject = subject,
            Kind = kind,
            CommandId = CommandIds.Of(http, tenant, subject, kind, revision, body),
            At = time.GetUtcNow(),
            By = Caller.Of(http).Name,
            ExpectedRevision = revision,
            Body = body,
        };
        // Once it is on its way the caller's hanging up does not call it back.
        var verdict = await channel.SendAsync(command, CancellationToken.None);
        try
        {
            return (command, await verdict.WaitAsync(options.VerdictWait, time, http.RequestAborted));
        }
        catch (Exception e) when (e is TimeoutException or TaskCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            return (command, null);
        }
    }
}
