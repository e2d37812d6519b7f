using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>What became of one log row.</summary>
public abstract record ReadResult
{
    private ReadResult()
    {
    }

    /// <summary>A sign-in, without evidence yet.</summary>
    public sealed record Row(SignIn SignIn) : ReadResult
    {
        /// <summary>It had policies, and the export has only the names of their type.</summary>
        public bool LacksPolicies { get; init; }
    }

    /// <summary>A row of another log than the sign-ins, without evidence yet, and with all that the log says of people.</summary>
    /// <param name="Log">The log, as <see cref="NotForUs"/> would name it.</param>
    /// <param name="At">When it happened; null when the export has no time in it.</param>
    /// <param name="Says">How many members were taken from it: of copies of one event the one that says most is kept.</param>
    public abstract record Other(string Log, string TenantId, string Key, DateTimeOffset? At, int Says) : ReadResult
    {
        /// <summary>The same row as one of this tenant.</summary>
        public abstract Other In(string tenantId);
    }

    /// <summary>Azure Resource Manager refused an operation by policy.</summary>
    public sealed record Denial(ResourceDenied Event, int Says) : Other(OtherLogs.Activity, Event.TenantId, Event.Key, Event.At, Says)
    {
        public override Other In(string tenantId) => new Denial(Event with { TenantId = tenantId }, Says);
    }

    /// <summary>Azure Resource Manager let a user change something without a second factor.</summary>
    public sealed record Write(ResourceChanged Event, int Says) : Other(OtherLogs.Activity, Event.TenantId, Event.Key, Event.At, Says)
    {
        public override Other In(string tenantId) => new Write(Event with { TenantId = tenantId }, Says);
    }

    /// <summary>A domain controller locked an account that is no computer's.</summary>
    public sealed record Lockout(AccountLockedOut Event, int Says) : Other(OtherLogs.Windows, Event.TenantId, Event.Key, Event.At, Says)
    {
        public override Other In(string tenantId) => new Lockout(Event with { TenantId = tenantId }, Says);
    }

    /// <summary>A change of the directory.</summary>
    public sealed record Change(DirectoryChanged Event, int Says) : Other(OtherLogs.Audit, Event.TenantId, Event.Key, Event.TimeIsArrival ? null : Event.At, Says)
    {
        public override Other In(string tenantId) => new Change(Event with { TenantId = tenantId }, Says);
    }

    /// <summary>A risk of a user or service principal.</summary>
    public sealed record Risk(RiskDetected Event, int Says) : Other(OtherLogs.Risk, Event.TenantId, Event.Key, Event.At, Says)
    {
        public override Other In(string tenantId) => new Risk(Event with { TenantId = tenantId }, Says);
    }

    /// <summary>A row that is all right and that this build does not use.</summary>
    /// <param name="Reason">The log category, or <see cref="NoDirectoryObject"/>.</param>
    public sealed record NotForUs(string Reason) : ReadResult
    {
        /// <summary>A sign-in that named an account which does not exist: Entra logs the all-zero id.</summary>
        public const string NoDirectoryObject = "no-directory-object";

        /// <summary>A lockout of a computer's own account.</summary>
        public const string MachineAccount = "machine-account";
    }

    /// <summary>A row that should have been readable.</summary>
    /// <param name="Reason">One of <see cref="RejectReasons"/>.</param>
    /// <param name="Detail">For a person; names fields, never holds a value that identifies anybody.</param>
    /// <param name="Offset">Byte in the record at which reading stopped.</param>
    public sealed record Unreadable(string Reason, string Detail, long Offset) : ReadResult
    {
        /// <summary>The row's tenant where that much could be read, else <c>unknown</c>.</summary>
        public string TenantId { get; init; } = SignInReader.UnknownTenant;
    }
}
