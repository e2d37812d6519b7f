using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads Windows event 4740, an account that was locked out, as agents forward it: Winlogbeat and ECS, SecurityEvent and WindowsEvent of Log Analytics, or the event's data as it is.</summary>
internal static class LockoutReader
{
    private const string LockedOut = "4740";

    /// <summary>What the event's data are, in this order, where an export leaves their names out.</summary>
    private static readonly Member?[] DataOf4740 = [Member.TargetUserName, Member.TargetDomainName, Member.TargetSid, null, null, Member.SubjectDomainName];

    public static ReadResult Read(RowMembers row, ReadResult.NotForUs other)
    {
        if ((row.Text(Member.EventId) ?? row.Object(Member.EventId)?.Text(Member.Id) ?? (row.Text(Member.LogName) is null ? null : row.Text(Member.Id))) != LockedOut)
        {
            return other;
        }

        var data = DataOf(row);
        if (data(Member.TargetUserName)?.Trim() is not { Length: > 0 } name)
        {
            return OtherLogs.Unreadable(row, RejectReasons.NoIdentity, "TargetUserName is empty; an export of message texts alone says too little, give the event's data");
        }

        if (name.EndsWith('$'))
        {
            return new ReadResult.NotForUs(ReadResult.NotForUs.MachineAccount);
        }

        var time = row.Text(Member.TimeCreated) ?? row.Text(Member.OriginalTime) ?? row.Text(Member.Time);
        if (!OtherLogs.TryTime(time, out var at))
        {
            return OtherLogs.NoTime(row, time, "time");
        }

        var sid = data(Member.TargetSid) is { } text && text.StartsWith("S-1-", StringComparison.OrdinalIgnoreCase) ? text : null;
        var domain = data(Member.SubjectDomainName);
        var caller = data(Member.TargetDomainName)?.TrimStart('\\').Trim() is { Length: > 0 } computer ? computer : null;
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

    /// <summary>By name; else by place, as <c>Get-WinEvent</c> and some agents give them.</summary>
    private static Func<Member, string?> DataOf(RowMembers row)
    {
        if (row.Text(Member.TargetUserName) is not null)
        {
            return member => row.Text(member);
        }

        var values = row.Values(Member.Inserts, DataOf4740.Length);
        values = values.Count > 0 ? values : row.Values(Member.Properties, DataOf4740.Length);
        return member => values.ElementAtOrDefault(Array.IndexOf(DataOf4740, member));
    }
}
