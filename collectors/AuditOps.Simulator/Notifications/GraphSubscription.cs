using System.Security.Cryptography.X509Certificates;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Notifications;

/// <summary>A change-notification subscription of Graph.</summary>
internal sealed class GraphSubscription(Tenant tenant, string id, string resource, string changeType, string notificationUrl, string? lifecycleUrl, string? clientState, X509Certificate2? certificate, string? certificateId, DateTime expires, DateTime from)
{
    public Tenant Tenant => tenant;

    public string Id => id;

    /// <summary>users or groups.</summary>
    public string Resource => resource;

    public string ChangeType => changeType;

    public string NotificationUrl => notificationUrl;

    public string? LifecycleUrl => lifecycleUrl;

    public string? ClientState => clientState;

    /// <summary>With it, notifications carry the encrypted resource.</summary>
    public X509Certificate2? Certificate => certificate;

    public string? CertificateId => certificateId;

    public DateTime Expires { get; set; } = expires;

    /// <summary>Changes up to here, in simulated time, have been told.</summary>
    public DateTime Told { get; set; } = from;

    /// <summary>That it will end soon was said.</summary>
    public bool Warned { get; set; }
}
