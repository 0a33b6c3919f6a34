using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Health;
using AuditOps.Collectors.Notifications;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Scheduling;

/// <summary>One feed at work in one tenure: polls at its interval, hands batches to the publishing thread, keeps the cursor that follows from them.</summary>
internal sealed class FeedRun
{
    /// <summary>Pause after the first failure of a poll; doubles.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>Of a backfill, between two looks for content that did not come.</summary>
    private static readonly TimeSpan OpenPause = TimeSpan.FromSeconds(30);

    /// <summary>Polls of a backfill that may fail one after the other: about an hour and a half.</summary>
    private const int MostFailures = 12;

    private readonly Tenure _tenure;
    private readonly FeedRunOptions _options;
    private readonly IFeedReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private FeedCursor _written;
    private DateTimeOffset _writtenAt;
    private bool _isNew;
    private Task _behind = Task.CompletedTask;

    public FeedRun(Tenure tenure, TenantOptions tenant, FeedSpec spec, FeedCursor? cursor, WindowPlan plan, IFeedReader reader, FeedRunOptions options, TimeProvider time, ILogger logger)
    {
        _tenure = tenure;
        _options = options;
        _reader = reader;
        _time = time;
        _logger = logger;
        Tenant = tenant;
        Spec = spec;
        Key = new FeedKey(tenant.Name, spec.Name);
        Plan = plan;
        Recent = new RecentRecords(options.RecentRecords);
        var now = time.GetUtcNow();
        _isNew = cursor is null;
        Cursor = _written = cursor ?? plan.Begin(tenant.Name, spec.Name, now);
        Intake = new FeedIntake(Key, spec, Recent, options.Run, options.RejectedDirectory, time);
        Health = new FeedHealth(Key, spec, cursor, now);
    }

    public FeedKey Key { get; }

    public TenantOptions Tenant { get; }

    public FeedSpec Spec { get; }

    public WindowPlan Plan { get; }

    public RecentRecords Recent { get; }

    public FeedIntake Intake { get; }

    public FeedHealth Health { get; }

    /// <summary>Behind everything handed over so far. What of it is committed is known when the hand-over returns.</summary>
    public FeedCursor Cursor { get; private set; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Through it notifications make the next poll due; null where there are none.</summary>
    public Hurry? Hurry { get; init; }

    /// <summary>Hands a batch over together with the cursor behind it, and gives the lease back when both are committed.</summary>
    /// <exception cref="CollectorsException">The tenure is over; nothing of it will be committed.</exception>
    public async Task SubmitAsync(FeedBatch batch, Func<FeedCursor, FeedCursor> change, Lease? lease = null)
    {
        try
        {
            if (Enqueue(batch, change) is not { } committed) return;
            await committed;
            foreach (var (mark, time) in batch.Marks) Recent.Add(mark, time);
            Health.Published(batch.Records.Count, batch.Letters.Count, batch.Duplicates, batch.Late);
        }
        finally
        {
            lease?.Dispose();
        }
    }

    /// <summary>Moves the cursor without records, for example behind a gap.</summary>
    public Task MoveAsync(Func<FeedCursor, FeedCursor> change) => SubmitAsync(new FeedBatch(), change);

    /// <summary>Polls until the tenure ends; what lies behind the present is read beside the polls, from the first that succeeds.</summary>
    /// <param name="delay">Before the first poll.</param>
    public async Task WorkAsync(TimeSpan delay)
    {
        await PollAsync(delay);
        await _behind;
    }

    private async Task PollAsync(TimeSpan delay)
    {
        var failures = 0;
        var pause = delay;
        while (true)
        {
            var before = Progress;
            try
            {
                Health.NextAt = _time.GetUtcNow() + pause;
                // After a failure the pause is what the service needs; news does not shorten it.
                if (failures == 0 && Hurry is { } hurry) await hurry.WaitAsync(pause, _tenure.Ended);
                else await Task.Delay(pause, _time, _tenure.Ended);
                Health.Attempt(_time.GetUtcNow());
                await CloseGapAsync();
                await SplitAsync();
                await _reader.PollAsync(this, _tenure.Ended);
                if (_behind.IsCompleted) _behind = ReadBehindAsync();
                if (failures > 0) Log.FeedRecovered(_logger, Key.ToString());
                failures = 0;
                pause = _options.Interval;
                Health.Success(_time.GetUtcNow());
            }
            catch (OperationCanceledException) when (_tenure.Ended.IsCancellationRequested)
            {
                return;
            }
            catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.Displaced)
            {
                return;
            }
            catch (CollectorsException exception)
            {
                // A poll that got somewhere before it failed is not the second failure in a row; and a service that says how long to wait is taken at its word.
                failures = Progress == before ? failures + 1 : 1;
                pause = exception.RetryAfter ?? After(failures);
                Log.FeedFailed(_logger, Key.ToString(), exception.Code.ToString(), exception.Message);
                Health.Failed(exception, _time.GetUtcNow());
            }
            catch (Exception exception)
            {
                // The feed's edge: a fault of ours in one feed must not end the others. Its message may hold anything, so only its kind is logged.
                pause = After(++failures);
                Log.FeedBroke(_logger, Key.ToString(), exception.GetType().Name);
                Health.Failed(Unforeseen(exception), _time.GetUtcNow());
            }

            if (!await ReportAsync(pause)) return;
        }
    }

    /// <summary>Until there is nothing left behind the present, for now.</summary>
    private async Task ReadBehindAsync()
    {
        var failures = 0;
        var pause = TimeSpan.Zero;
        while (true)
        {
            var before = Progress;
            try
            {
                await Task.Delay(pause, _time, _tenure.Ended);
                if (!await _reader.ReadBehindAsync(this, _tenure.Ended)) return;
                failures = 0;
                pause = TimeSpan.Zero;
                Health.FailureBehind = null;
            }
            catch (OperationCanceledException) when (_tenure.Ended.IsCancellationRequested)
            {
                return;
            }
            catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.Displaced)
            {
                return;
            }
            catch (CollectorsException exception)
            {
                failures = Progress == before ? failures + 1 : 1;
                pause = exception.RetryAfter ?? After(failures);
                Log.FeedFailed(_logger, Key.ToString(), exception.Code.ToString(), exception.Message);
                Health.FailureBehind = exception;
            }
            catch (Exception exception)
            {
                // As in the polls.
                pause = After(++failures);
                Log.FeedBroke(_logger, Key.ToString(), exception.GetType().Name);
                Health.FailureBehind = Unforeseen(exception);
            }
        }
    }

    /// <summary>Polls until a backfill's stretch is read.</summary>
    /// <exception cref="CollectorsException">It will not work without somebody's help, or did not for a long time.</exception>
    public async Task FinishAsync()
    {
        for (var failures = 0; !Plan.IsDone(Cursor) || Cursor.Open.Count > 0;)
        {
            try
            {
                await CloseGapAsync();
                await _reader.PollAsync(this, _tenure.Ended);
                failures = 0;
                // All is read but for what was listed and is still asked for.
                if (Plan.IsDone(Cursor) && Cursor.Open.Count > 0) await Task.Delay(OpenPause, _time, _tenure.Ended);
            }
            catch (CollectorsException exception) when (IsPassing(exception.Code) && ++failures <= MostFailures)
            {
                Log.FeedFailed(_logger, Key.ToString(), exception.Code.ToString(), exception.Message);
                await Task.Delay(After(failures), _time, _tenure.Ended);
            }
        }
    }

    private static bool IsPassing(CollectorsErrorCode code) =>
        code is CollectorsErrorCode.Throttled or CollectorsErrorCode.ServiceUnavailable or CollectorsErrorCode.CircuitOpen or CollectorsErrorCode.AnswerUnreadable or CollectorsErrorCode.ForeignLink or CollectorsErrorCode.NotFound;

    /// <summary>Changes when anything was collected.</summary>
    private (FeedBacklog? Backlog, FeedWindow? Window, FeedWindow? Behind, long Records) Progress => (Cursor.Backlog, Cursor.Window, Cursor.Behind, Health.Records);

    /// <returns>The commit to wait for; null when the cursor has moved with the clock only and need not be written now.</returns>
    private Task? Enqueue(FeedBatch batch, Func<FeedCursor, FeedCursor> change)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var before = Cursor;
            var next = change(before);
            next = next with { Late = next.Late + batch.Late, Revision = before.Revision + 1, Throttled = Health.ThrottledSeconds, Updated = now };
            Cursor = next;
            if (next.Gaps > before.Gaps) ReportGap(next.LastGaps[^1]);
            var isIdle = batch.Count == 0 && next is { Window: null, Behind: null } && _written is { Window: null, Behind: null } && ReferenceEquals(next.Backlog, _written.Backlog) && ReferenceEquals(next.LastGaps, _written.LastGaps) && ReferenceEquals(next.Open, _written.Open)
                && next.Newest == _written.Newest && ReferenceEquals(next.Links, _written.Links);
            if (isIdle && !_isNew && now - _writtenAt < _options.IdleWrite) return null;
            return Write(batch, next, now);
        }
    }

    private Task Write(FeedBatch batch, FeedCursor cursor, DateTimeOffset now)
    {
        _isNew = false;
        _written = cursor;
        _writtenAt = now;
        return _tenure.SubmitAsync(new Submission(Key, batch, cursor, _options.ReportsHealth ? Health.IfDue(cursor, now, _options.HealthEvery) : null, _options.Lane, _options.Run));
    }

    /// <summary>What people are shown, when it has changed or is old.</summary>
    private async Task<bool> ReportAsync(TimeSpan pause)
    {
        try
        {
            Task? written = null;
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                Health.NextAt = now + pause;
                if (Health.WouldReport(Cursor, now, _options.HealthEvery))
                {
                    Cursor = Cursor with { Revision = Cursor.Revision + 1, Updated = now };
                    written = Write(new FeedBatch(), Cursor, now);
                }
            }

            if (written is not null) await written;
            return true;
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.Displaced)
        {
            return false;
        }
    }

    private async Task CloseGapAsync()
    {
        var now = _time.GetUtcNow();
        if (!ReferenceEquals(Plan.CloseGap(Cursor, now), Cursor)) await MoveAsync(cursor => Plan.CloseGap(cursor, now));
    }

    private async Task SplitAsync()
    {
        if (Spec.Kind == FeedKind.Posture) return;
        var now = _time.GetUtcNow();
        if (!ReferenceEquals(Plan.Split(Cursor, now), Cursor)) await MoveAsync(cursor => Plan.Split(cursor, now));
    }

    private static CollectorsException Unforeseen(Exception exception) => new(CollectorsErrorCode.ServiceUnavailable, $"the collector met something unforeseen ({exception.GetType().Name}).");

    private void ReportGap(FeedGap gap)
    {
        CollectMetrics.Gap(Key);
        Log.GapFound(_logger, Key.ToString(), gap.From, gap.To, gap.Reason);
    }

    private static TimeSpan After(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
