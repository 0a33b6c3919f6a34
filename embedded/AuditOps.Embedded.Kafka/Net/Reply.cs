using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Net;

/// <summary>
/// One answer owed to a client, in the order of its requests: either under way already, or (<see cref="Task"/> unused) a request to start when its turn comes.
/// </summary>
internal readonly record struct Reply(Api Api, short Version, int CorrelationId, ValueTask<IMessage?> Task, IMessage? Deferred, RequestContext Context);
