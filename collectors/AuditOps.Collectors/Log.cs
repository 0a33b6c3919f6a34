using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "import {Run} begins with {Files} inputs for {Tenant}")]
    public static partial void ImportBegins(ILogger logger, string run, int files, string tenant);

    [LoggerMessage(2001, LogLevel.Information, "import {Run} goes on after {Items} items")]
    public static partial void ImportGoesOn(ILogger logger, string run, long items);

    [LoggerMessage(2002, LogLevel.Information, "import {Run}: {Read} read, {Published} published, {Duplicates} duplicates, {DeadLettered} dead-lettered")]
    public static partial void ImportEnds(ILogger logger, string run, long read, long published, long duplicates, long deadLettered);

    [LoggerMessage(2010, LogLevel.Information, "shard {Instance} holds {Partitions} partitions and goes on from {Cursors} cursors")]
    public static partial void ShardClaimed(ILogger logger, string instance, int partitions, int cursors);

    [LoggerMessage(2011, LogLevel.Information, "the shard waits for its partitions: {Reason}")]
    public static partial void ShardClaimWaits(ILogger logger, string reason);

    [LoggerMessage(2012, LogLevel.Warning, "the shard begins again from its cursors: {Reason}")]
    public static partial void ShardDisplaced(ILogger logger, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "the shard's Kafka client reports {Code}: {Reason}")]
    public static partial void ShardClientError(ILogger logger, string code, string reason);

    [LoggerMessage(2020, LogLevel.Warning, "{Feed}: {Code}: {Reason}")]
    public static partial void FeedFailed(ILogger logger, string feed, string code, string reason);

    [LoggerMessage(2021, LogLevel.Error, "{Feed} met something unforeseen: {Kind}")]
    public static partial void FeedBroke(ILogger logger, string feed, string kind);

    [LoggerMessage(2022, LogLevel.Error, "{Feed}: nothing was collected from {From} to {To}: {Reason}")]
    public static partial void GapFound(ILogger logger, string feed, DateTimeOffset from, DateTimeOffset to, string reason);

    [LoggerMessage(2030, LogLevel.Information, "notifications are taken at {Address} for {PublicUrl}")]
    public static partial void Listening(ILogger logger, string address, string publicUrl);

    [LoggerMessage(2031, LogLevel.Warning, "the log of notifications cannot be followed: {Reason}")]
    public static partial void NotificationLogFailed(ILogger logger, string reason);

    [LoggerMessage(2032, LogLevel.Warning, "a hint could not be passed on ({Code}); the next ordinary poll finds what it spoke of")]
    public static partial void HintDropped(ILogger logger, string code);

    [LoggerMessage(2033, LogLevel.Warning, "{Feed}: no notifications of {Resource}: {Code}: {Reason}")]
    public static partial void SubscriptionFailed(ILogger logger, string feed, string resource, string code, string reason);

    [LoggerMessage(2034, LogLevel.Information, "{Feed}: notifications of {Resource} work again")]
    public static partial void SubscriptionRecovered(ILogger logger, string feed, string resource);

    [LoggerMessage(2035, LogLevel.Error, "{Feed}: the subscription to {Resource} met something unforeseen: {Kind}")]
    public static partial void SubscriptionBroke(ILogger logger, string feed, string resource, string kind);

    [LoggerMessage(2024, LogLevel.Warning, "{Feed} was collected once, falls to this process and is not in its configuration: nobody collects it")]
    public static partial void FeedUnclaimed(ILogger logger, string feed);

    [LoggerMessage(2023, LogLevel.Information, "{Feed} works again")]
    public static partial void FeedRecovered(ILogger logger, string feed);
}
