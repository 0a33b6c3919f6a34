namespace AuditOps.Simulator.Organisation;

/// <summary>An application as sign-ins name it: a first-party one by its public id, or one of the organisation's own.</summary>
internal sealed record CloudApp(Guid AppId, string Name, Guid ObjectId)
{
    public CloudApp(string appId, string name)
        : this(Guid.Parse(appId), name, Guid.Empty)
    {
    }
}
