namespace AuditOps.Collectors.Notifications;

/// <summary>The addresses below the public one: <c>graph/{tenant}</c>, <c>graph/{tenant}/lifecycle</c>, <c>management/{tenant}/{feed}</c>.</summary>
internal static class NotificationPaths
{
    public const string Graph = "graph";
    public const string Lifecycle = "lifecycle";
    public const string Management = "management";

    public static string GraphUrl(NotificationOptions options, string tenant) => $"{options.Base}{Graph}/{tenant}";

    public static string LifecycleUrl(NotificationOptions options, string tenant) => $"{options.Base}{Graph}/{tenant}/{Lifecycle}";

    public static string ManagementUrl(NotificationOptions options, string tenant, string feed) => $"{options.Base}{Management}/{tenant}/{feed}";
}
