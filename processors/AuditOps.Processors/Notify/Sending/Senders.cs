namespace AuditOps.Processors.Notify.Sending;

/// <summary>Makes the way to each target.</summary>
internal static class Senders
{
    public static ISender Create(TargetOptions target, NotifyOptions options, TimeProvider time)
    {
        var guard = new AddressGuard(options.Allow);
        return target.Kind == TargetKind.Syslog
            ? new SyslogSender(target, guard, Environment.MachineName, time)
            : new HttpSender(target, options.PublicUrl, guard, time);
    }
}
