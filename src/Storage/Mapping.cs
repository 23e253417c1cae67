using System.Data;
using Dapper;

namespace Sallyport.Storage;

/// <summary>How values stand in columns: snake_case names, times as Unix milliseconds. Enums are written by <c>Words.Camel</c> and read by name.</summary>
internal static class Mapping
{
    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>Once for the process: Dapper's maps are static.</summary>
    internal static bool Ensure() => Registered.Value;

    private static bool Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new UnixMilliseconds());
        return true;
    }

    private sealed class UnixMilliseconds : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.ToUnixTimeMilliseconds();
        }

        public override DateTimeOffset Parse(object value) =>
            DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
    }
}
