using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads Windows event 4740, an account that was locked out, as agents forward it: Winlogbeat and ECS, SecurityEvent and WindowsEvent of Log Analytics, or the event's data as it is.</summary>
internal static class LockoutReader
{
    private const string LockedOut = "4740";

    public static ReadResult Read(RowMembers row, ReadResult.NotForUs other)
    {
        if (row.Text(Member.EventId) != LockedOut)
        {
            return other;
        }

        if (row.Text(Member.TargetUserName)?.Trim() is not { Length: > 0 } name)
        {
            return OtherLogs.Unreadable(row, RejectReasons.NoIdentity, "TargetUserName is empty");
        }

        if (name.EndsWith('$'))
        {
            return new ReadResult.NotForUs(ReadResult.NotForUs.MachineAccount);
        }

        var time = row.Text(Member.TimeCreated) ?? row.Text(Member.Time);
        if (!OtherLogs.TryTime(time, out var at))
        {
            return OtherLogs.NoTime(row, time, "time");
        }

        var sid = row.Text(Member.TargetSid) is { } text && text.StartsWith("S-1-", StringComparison.OrdinalIgnoreCase) ? text : null;
        var domain = row.Text(Member.SubjectDomainName);
        var caller = row.Text(Member.TargetDomainName)?.TrimStart('\\').Trim() is { Length: > 0 } computer ? computer : null;
        var identity = (sid ?? (domain is null ? name : $@"{domain}\{name}")).ToLowerInvariant();
        var key = OtherLogs.KeyOf("locked-out", identity, caller, OtherLogs.Seconds(at));
        var lockout = new AccountLockedOut(OtherLogs.TenantOf(row), key, row.Text(Member.RecordId) ?? key, at, identity, name, [])
        {
            AccountSid = sid,
            Domain = domain,
            CallerComputer = caller,
            DomainController = row.Text(Member.Computer),
        };
        return new ReadResult.Lockout(lockout, row.Count);
    }
}
