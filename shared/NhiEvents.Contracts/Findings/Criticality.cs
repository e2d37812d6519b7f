namespace NhiEvents.Contracts.Findings;

/// <summary>How much depends on an identity, as its owner says.</summary>
public enum Criticality
{
    Low,
    Medium,
    High,
    Critical,
}
