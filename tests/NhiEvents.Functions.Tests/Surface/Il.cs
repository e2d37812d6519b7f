using System.Buffers.Binary;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace NhiEvents.Functions.Tests.Surface;

/// <summary>Just enough of an IL reader to list a method's instructions with their token operands.</summary>
internal static class Il
{
    private static readonly Dictionary<ushort, OpCode> Known = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>()
        .ToDictionary(op => (ushort)op.Value);

    public static IReadOnlyList<(ILOpCode Op, int Token)> Read(ReadOnlySpan<byte> il)
    {
        var code = new List<(ILOpCode, int)>();
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? BinaryPrimitives.ReadUInt16BigEndian(il[at..]) : il[at];
            var op = Known[value];
            at += op.Size;

            var operand = il[at..];
            code.Add(((ILOpCode)value, operand.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(operand) : 0));
            at += OperandSize(op, operand);
        }

        return code;
    }

    public static bool IsCall(this ILOpCode op)
        => op is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn or ILOpCode.Jmp or ILOpCode.Calli;

    public static bool IsBranch(this ILOpCode op) => Known[(ushort)op].FlowControl is FlowControl.Branch or FlowControl.Cond_Branch;

    private static int OperandSize(OpCode op, ReadOnlySpan<byte> operand) => op.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };
}
