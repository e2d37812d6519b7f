namespace NhiEvents.Embedded.Tenant.SignIns;

/// <summary>A call of Azure Resource Manager.</summary>
/// <param name="Operation">Such as <c>Microsoft.Compute/virtualMachines/write</c>; one that ends with <c>/read</c> changes nothing.</param>
/// <param name="ResourceId">Begins with <c>/subscriptions/</c>.</param>
public sealed record AzureRequest(AccessToken Token, string Operation, string ResourceId, Place Place)
{
    public bool IsRead => Operation.EndsWith("/read", StringComparison.OrdinalIgnoreCase);
}

/// <param name="Code">Of the error; null when allowed. <c>RequestDisallowedByPolicy</c>, <c>AuthorizationFailed</c>, <c>ExpiredAuthenticationToken</c>.</param>
public sealed record AzureAnswer(int Status, string? Code, string? Message)
{
    /// <summary>The code when a second factor is wanting.</summary>
    public const string MfaRequired = "RequestDisallowedByPolicy";

    public bool Allowed => Code is null;

    internal static AzureAnswer Done { get; } = new(200, null, null);
}
