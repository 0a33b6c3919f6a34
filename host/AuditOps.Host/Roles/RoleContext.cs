using Microsoft.Extensions.Logging;

namespace AuditOps.Host.Roles;

/// <summary>What a running role is given.</summary>
/// <param name="Stop">Set when the role has to end: a signal, or the supervisor went away.</param>
internal sealed record RoleContext(ILoggerFactory Loggers, TimeProvider Time, CancellationToken Stop);
