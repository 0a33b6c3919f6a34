using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>How a target does, as people should hear of it. Written under its owner's lock, read by anyone.</summary>
internal sealed class TargetHealth(string name, string shown, string reporter)
{
    /// <summary>Below that a failure is the usual noise of a network.</summary>
    private const int Alarming = 3;

    /// <summary>How long a dead delivery is worth an alarm; after that it is in the list of deliveries only.</summary>
    private static readonly TimeSpan DeadTold = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset _since;
    private string? _lastError;
    private string? _lastCode;
    private DateTimeOffset? _lastDead;
    private string? _lastDeadError;
    private DateTimeOffset? _lastSuccess;

    /// <summary>Failures since the last success.</summary>
    public int Failures => _failures;
    public string? LastError => _lastError;

    public void Succeeded(DateTimeOffset now)
    {
        lock (_lock)
        {
            _failures = 0;
            _lastSuccess = now;
        }
    }

    public void Failed(DateTimeOffset now, string code, string? error)
    {
        lock (_lock)
        {
            if (_failures++ == 0)
                _since = now;
            _lastError = error;
            _lastCode = code;
        }
    }

    public void Died(DateTimeOffset now, string? error)
    {
        lock (_lock)
        {
            _lastDead = now;
            _lastDeadError = error;
        }
    }

    public SourceHealth? Alarm(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_failures >= Alarming)
            {
                return Health(now, HealthState.Failing, _since, HealthCode(), _lastError,
                    $"See whether {shown} answers; deliveries are tried again by themselves. `auditops notify test {name}` tries it now.");
            }

            return _lastDead is { } dead && now - dead < DeadTold
                ? Health(now, HealthState.Degraded, dead, "delivery_dead", _lastDeadError,
                    $"Mend the target, then ask for the dead deliveries again: GET /api/v1/deliveries?target={name}&state=dead and POST /api/v1/deliveries/ID/redeliver.")
                : null;
        }
    }

    private string HealthCode() => _lastCode is "http_401" ? HealthCodes.Unauthorized : _lastCode is "http_403" ? HealthCodes.PermissionMissing : HealthCodes.Unavailable;

    private SourceHealth Health(DateTimeOffset now, HealthState state, DateTimeOffset since, string code, string? error, string whatToDo) => new()
    {
        Tenant = SourceHealth.Installation,
        Source = $"notify.{name}",
        Reporter = reporter,
        State = state,
        Since = since,
        Code = code,
        Error = error,
        WhatToDo = whatToDo,
        LastSuccessAt = _lastSuccess,
        UpdatedAt = now,
    };
}
