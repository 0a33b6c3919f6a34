namespace AuditOps.Collectors.Configuration;

/// <summary>How a feed is read.</summary>
public enum FeedKind
{
    /// <summary>A Graph collection, by windows of event time.</summary>
    Graph = 0,

    /// <summary>A content type of the Management Activity API, by windows of contentCreated.</summary>
    Management = 1,

    /// <summary>Snapshots of the tenant's configuration.</summary>
    Posture = 2,
}
