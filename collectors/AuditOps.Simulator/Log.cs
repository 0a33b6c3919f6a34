namespace AuditOps.Simulator;

/// <summary>Event ids 2800 to 2899, the upper end of the collectors' range; never tokens, secrets or records.</summary>
internal static partial class Log
{
    [LoggerMessage(2800, LogLevel.Information, "The simulated tenants answer at {Address}: {Tenants} of them, {EventsPerDay} events a day each, seed {Seed}.")]
    public static partial void Listening(ILogger logger, string address, int tenants, int eventsPerDay, ulong seed);

    [LoggerMessage(2801, LogLevel.Information, "The simulated time was stopped at {At:O}: nothing new appears from now on.")]
    public static partial void Frozen(ILogger logger, DateTime at);

    [LoggerMessage(2802, LogLevel.Information, "A fault plan was set: profile {Profile}, {Rules} rules.")]
    public static partial void FaultsSet(ILogger logger, FaultProfile profile, int rules);

    [LoggerMessage(2803, LogLevel.Warning, "A notification to {Host} was not accepted (attempt {Attempt}): {Reason}")]
    public static partial void NotificationFailed(ILogger logger, string host, int attempt, string reason);

    [LoggerMessage(2804, LogLevel.Error, "The notifier's round failed; it goes on with the next.")]
    public static partial void NotifierFailed(ILogger logger, Exception exception);

    [LoggerMessage(2805, LogLevel.Error, "A call to {Path} failed inside the simulator.")]
    public static partial void CallFailed(ILogger logger, string path, Exception exception);
}
