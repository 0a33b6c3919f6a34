using Microsoft.Extensions.Logging;

namespace AuditOps.Processors;

/// <summary>Everything this project logs. Event ids 3000 to 3999.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Sink {Sink} reads {Topic} into {Table}")]
    public static partial void SinkStarted(ILogger logger, string sink, string topic, string table);

    [LoggerMessage(3001, LogLevel.Information, "Sink {Sink} has stopped")]
    public static partial void SinkStopped(ILogger logger, string sink);

    [LoggerMessage(3002, LogLevel.Error, "Sink {Sink} gives up")]
    public static partial void SinkFailed(ILogger logger, Exception exception, string sink);

    [LoggerMessage(3003, LogLevel.Warning, "Sink {Sink}: Kafka says {Code} {Reason}")]
    public static partial void KafkaError(ILogger logger, string sink, string code, string reason);

    [LoggerMessage(3004, LogLevel.Debug, "Sink {Sink}: {Facility} {Text}")]
    public static partial void KafkaMessage(ILogger logger, string sink, string facility, string text);

    [LoggerMessage(3005, LogLevel.Warning, "Sink {Sink} could not insert {Rows} rows, tries again in {Wait}: {Reason}")]
    public static partial void SinkRetries(ILogger logger, string sink, int rows, TimeSpan wait, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "Sink {Sink}: {Rows} rows were refused together, looking for the one at fault: {Reason}")]
    public static partial void SinkSplits(ILogger logger, string sink, int rows, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "Sink {Sink}: record {Coordinates} became a dead letter: {Code}")]
    public static partial void SinkBuried(ILogger logger, string sink, string coordinates, string code);

    [LoggerMessage(3008, LogLevel.Error, "Sink {Sink}: letter {Coordinates} cannot be stored and stays on its topic only: {Reason}")]
    public static partial void SinkCannotBury(ILogger logger, string sink, string coordinates, string reason);

    [LoggerMessage(3009, LogLevel.Warning, "Sink {Sink}: a transaction did not go through, what is committed is read anew: {Code} {Reason}")]
    public static partial void SinkInterrupted(ILogger logger, string sink, string code, string reason);

    [LoggerMessage(3010, LogLevel.Information, "Sink {Sink} gives {Partitions} partitions back")]
    public static partial void SinkRevoked(ILogger logger, string sink, int partitions);

    [LoggerMessage(3011, LogLevel.Information, "Sink {Sink}: open plan {Token} with {Records} records was carried out again")]
    public static partial void SinkPlanRepeated(ILogger logger, string sink, string token, int records);

    [LoggerMessage(3012, LogLevel.Error, "Sink {Sink}: of open plan {Token} with {Records} records {Expired} have expired on their topic before they were stored; {Stored} more have expired and were stored")]
    public static partial void SinkPlanExpired(ILogger logger, string sink, string token, int records, long expired, long stored);

    [LoggerMessage(3013, LogLevel.Critical, "Sink {Sink}: the oldest record of {Topic} that is not stored is {Age} old, the alarm is set at {Limit}; Kafka deletes what is older than the topic's retention")]
    public static partial void BacklogOld(ILogger logger, string sink, string topic, TimeSpan age, TimeSpan limit);

    [LoggerMessage(3014, LogLevel.Information, "Sink {Sink}: the backlog is no longer old")]
    public static partial void BacklogGone(ILogger logger, string sink);

    [LoggerMessage(3015, LogLevel.Error, "Sink {Sink}: {Topic} partition {Partition} begins at offset {Low}, the group stands at {Committed}: what lay between has expired before it was read")]
    public static partial void SinkGap(ILogger logger, string sink, string topic, int partition, long committed, long low);

    [LoggerMessage(3020, LogLevel.Critical, "{Missing} stored events of tenant {Tenant}, source {Source}, collected in the hour of {Hour} are gone before their time")]
    public static partial void EventsMissing(ILogger logger, long missing, string tenant, string source, DateTimeOffset hour);

    [LoggerMessage(3021, LogLevel.Information, "Nothing is missing any more of tenant {Tenant}, source {Source}, hour {Hour}")]
    public static partial void EventsBack(ILogger logger, string tenant, string source, DateTimeOffset hour);

    [LoggerMessage(3024, LogLevel.Warning, "What was missing of tenant {Tenant}, source {Source}, hour {Hour} did not come back; its time is over")]
    public static partial void EventsExpired(ILogger logger, string tenant, string source, DateTimeOffset hour);

    [LoggerMessage(3023, LogLevel.Warning, "Alarms could not be written to health.v1, tried again in a second: {Reason}")]
    public static partial void HealthNotTold(ILogger logger, string reason);

    [LoggerMessage(3022, LogLevel.Warning, "The stored events could not be audited: {Reason}")]
    public static partial void AuditFailed(ILogger logger, string reason);

    [LoggerMessage(3030, LogLevel.Information, "{Rules} rules and {Correlations} correlations hold for all tenants, {Tenants} tenants have rules of their own; compiled in {Took}")]
    public static partial void RulesCompiled(ILogger logger, int rules, int correlations, int tenants, TimeSpan took);

    [LoggerMessage(3031, LogLevel.Error, "A change of rules could not be compiled; the rules stay as they were")]
    public static partial void RulesNotCompiled(ILogger logger, Exception exception);

    [LoggerMessage(3032, LogLevel.Error, "Rule {Rule} of {Owner} is switched off: {Reason}")]
    public static partial void RuleSwitchedOff(ILogger logger, string rule, string owner, string reason);

    [LoggerMessage(3033, LogLevel.Error, "An event of tenant {Tenant}, source {Source} goes on without having been asked about: too many rules failed on it, or none alone")]
    public static partial void RulesNotAsked(ILogger logger, Exception exception, string tenant, string source);

    [LoggerMessage(3050, LogLevel.Warning, "Notifications: Kafka says {Code} {Reason}")]
    public static partial void NotifyKafkaError(ILogger logger, string code, string reason);

    [LoggerMessage(3051, LogLevel.Error, "Notifications: the worker begins again at what is committed")]
    public static partial void NotifyRestarts(ILogger logger, Exception exception);

    [LoggerMessage(3052, LogLevel.Error, "Notifications: record {Partition}@{Offset} of deliveries.v1 cannot be read and is left out: {Reason}")]
    public static partial void NotifyUnreadable(ILogger logger, int partition, long offset, string reason);

    [LoggerMessage(3053, LogLevel.Warning, "Notifications: reading pauses, more than {Limit} deliveries are unfinished")]
    public static partial void NotifyPaused(ILogger logger, int limit);

    [LoggerMessage(3059, LogLevel.Error, "Notifications: {Count} deliveries to {Target} are given up, so that other targets are told")]
    public static partial void DeliveriesShed(ILogger logger, string target, int count);

    [LoggerMessage(3054, LogLevel.Error, "Notifications: an attempt for {Target}, delivery {Delivery}, ended in a fault and is made again")]
    public static partial void NotifyAttemptFailed(ILogger logger, Exception exception, string target, string delivery);

    [LoggerMessage(3055, LogLevel.Error, "Notification {Delivery} to {Target} is dead after {Attempt} attempts: {Code}")]
    public static partial void DeliveryDead(ILogger logger, string target, string delivery, int attempt, string code);

    [LoggerMessage(3056, LogLevel.Warning, "Notification {Delivery} to {Target}: attempt {Attempt} failed with {Code}, the next is at {Next}")]
    public static partial void DeliveryFailed(ILogger logger, string target, string delivery, int attempt, string code, DateTimeOffset next);

    [LoggerMessage(3057, LogLevel.Warning, "Events for {Target} wait: {Code}, the next attempt is at {Next}")]
    public static partial void EventsWait(ILogger logger, string target, string code, DateTimeOffset next);

    [LoggerMessage(3058, LogLevel.Error, "An event for {Target} was refused alone and is a dead delivery: {Code}")]
    public static partial void EventDead(ILogger logger, string target, string code);
}
