namespace NhiEvents.Core.Events;

/// <summary>A row of the Azure Activity Log as every export of it says: who called, what, where and when.</summary>
internal sealed class ActivityRow
{
    /// <summary>The policy engine's own record of what it did; the operation itself has a row too.</summary>
    private const string PolicyEngine = "microsoft.authorization/policies/";

    private const int MaxStatusBytes = 64 * 1024;

    private readonly RowMembers _row;
    private readonly RowMembers? _claims;
    private readonly RowMembers? _authorization;

    public ActivityRow(RowMembers row)
    {
        _row = row;
        _claims = row.Object(Member.Claims) ?? row.Object(Member.Identity)?.Object(Member.Claims);
        _claims = _claims?.Object(Member.Content) ?? _claims;
        _authorization = row.Object(Member.Authorization) ?? row.Object(Member.Identity)?.Object(Member.Authorization);
        Status = row.Text(Member.ResultType) ?? row.Text(Member.Status) ?? "";
        Operation = (row.Text(Member.OperationNameValue) ?? _authorization?.Text(Member.Action) ?? row.Text(Member.OperationName))?.Trim().ToLowerInvariant();
        Time = row.Text(Member.EventTimestamp) ?? row.Text(Member.OriginalTime) ?? row.Text(Member.Time);
    }

    /// <summary>Lower case.</summary>
    public string? Operation { get; }

    /// <summary>As the export spells it: <c>Success</c> and <c>Succeeded</c> are the same.</summary>
    public string Status { get; }

    public string? Time { get; }

    public bool IsOfPolicyEngine => Operation?.StartsWith(PolicyEngine, StringComparison.Ordinal) is true;

    /// <summary>Of the caller; lower case.</summary>
    public string? IdentityId => (Claim(Member.ClaimObjectId) ?? (Guid.TryParse(Caller, out _) ? Caller : null))?.ToLowerInvariant();

    public string TenantId => Claim(Member.ClaimTenant)?.ToLowerInvariant() ?? OtherLogs.TenantOf(_row);

    public string? UserPrincipalName => IsName(Caller) ? Caller : Claim(Member.ClaimName) is { } name && IsName(name) ? name : null;

    public string? AppId => Claim(Member.ClaimAppId)?.ToLowerInvariant();

    /// <summary>Lower case, because exports differ.</summary>
    public string? ResourceId => (_row.Text(Member.ResourceId) ?? _authorization?.Text(Member.Scope))?.ToLowerInvariant();

    public string? CorrelationId => _row.Text(Member.CorrelationId);

    public string? EventDataId => _row.Text(Member.EventDataId);

    public string? IpAddress => _row.Text(Member.CallerIpAddress) ?? _row.Object(Member.HttpRequest)?.Text(Member.IpAddress) ?? Claim(Member.IpAddress);

    /// <summary>Text, or JSON as text.</summary>
    public string? StatusMessage => _row.TextOrJson(Member.StatusMessage, MaxStatusBytes);

    /// <summary>How many members were found.</summary>
    public int Count => _row.Count;

    public string? Claim(Member claim) => _claims?.Text(claim);

    /// <summary>Of a claim with several values: a text with commas, or a list.</summary>
    public string? ClaimList(Member claim) => _claims?.TextOrJson(claim, JsonText.MaxBytes);

    /// <summary>What is wrong with a row that was asked for.</summary>
    public ReadResult.Unreadable Unreadable(string reason, string detail) => OtherLogs.Unreadable(_row, reason, detail);

    /// <inheritdoc cref="OtherLogs.NoTime"/>
    public ReadResult.Unreadable NoTime() => OtherLogs.NoTime(_row, Time, "time");

    private string? Caller => _row.Text(Member.Caller);

    private static bool IsName(string? caller) => caller?.Contains('@', StringComparison.Ordinal) is true;
}
