//! `EXEC` of the procedures of the SSIS catalog that set a property.

use super::reader::{Clause, Reader};
use super::target::Target;
use super::token::Kind;
use super::value::Value;

/// A procedure, with its parameters in the order of their positions.
struct Procedure {
    name: &'static str,
    parameters: &'static [&'static str],
    action: fn(&mut Reader<'_>, &Arguments),
}

const PROCEDURES: [Procedure; 4] = [
    Procedure {
        name: "create_execution",
        parameters: &["package_name"],
        action: |reader, arguments| reader.package = arguments.text(reader, "package_name"),
    },
    Procedure {
        name: "set_object_parameter_value",
        parameters: &[
            "object_type",
            "folder_name",
            "project_name",
            "parameter_name",
            "parameter_value",
            "object_name",
            "value_type",
        ],
        action: |reader, arguments| {
            let package = arguments.text(reader, "object_name").filter(|_| arguments.is_of_package(reader));
            arguments.set_parameter(reader, package);
        },
    },
    Procedure {
        name: "set_execution_parameter_value",
        parameters: &["execution_id", "object_type", "parameter_name", "parameter_value"],
        action: |reader, arguments| {
            let package = reader.package.clone().filter(|_| arguments.is_of_package(reader));
            arguments.set_parameter(reader, package);
        },
    },
    Procedure {
        name: "set_execution_property_override_value",
        parameters: &["execution_id", "property_path", "property_value", "sensitive"],
        action: |reader, arguments| {
            let target = arguments.text(reader, "property_path").and_then(|path| Target::path(&path));
            let package = reader.package.clone();
            arguments.set(reader, target, "property_value", package);
        },
    },
];

/// The arguments of a call: the name of a parameter without `@`, in lower case, or its position.
struct Arguments {
    procedure: &'static Procedure,
    values: Vec<(Option<String>, Value)>,
}

impl Arguments {
    fn get(&self, parameter: &str) -> Option<&Value> {
        let position = self.procedure.parameters.iter().position(|name| *name == parameter);
        let by_name = self.values.iter().find(|(name, _)| name.as_deref() == Some(parameter));
        let by_position = || self.values.get(position?).filter(|(name, _)| name.is_none());
        by_name.or_else(by_position).map(|(_, value)| value)
    }

    /// Returns the text of an argument if it is known.
    fn text(&self, reader: &Reader<'_>, parameter: &str) -> Option<String> {
        reader.known(self.get(parameter)?)
    }

    /// Returns whether the parameter is one of a package (30), not of the project (20).
    fn is_of_package(&self, reader: &Reader<'_>) -> bool {
        self.text(reader, "object_type").is_some_and(|kind| kind.trim() == "30")
    }

    fn set_parameter(&self, reader: &mut Reader<'_>, package: Option<String>) {
        let target = self.text(reader, "parameter_name").and_then(|name| Target::parameter(&name));
        // The value of type R is the name of an environment variable.
        let is_reference = self.text(reader, "value_type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("R"));
        let target = target.filter(|_| !is_reference);
        self.set(reader, target, "parameter_value", package);
    }

    /// Reports the value as that of the property, and the other values as any literal.
    fn set(&self, reader: &mut Reader<'_>, target: Option<Target>, parameter: &str, package: Option<String>) {
        let value = target.is_some().then(|| self.get(parameter)).flatten();
        for (_, other) in &self.values {
            if value.is_none_or(|value| !std::ptr::eq(value, other)) {
                reader.report(other);
            }
        }
        if let (Some(target), Some(value)) = (target, value) {
            reader.report_property(target, value, package);
        }
    }
}

impl Reader<'_> {
    /// Reads `EXEC`. The arguments of other procedures are read like any other tokens.
    pub(super) fn call(&mut self) {
        self.begin(Clause::Other);
        if let Some(token) = self.cursor.current.filter(|token| token.kind == Kind::Variable)
            && self.cursor.is_symbol_next(b'=')
        {
            self.assign_unknown(token);
            self.cursor.advance();
            self.cursor.advance();
        }
        let Some(name) = self.cursor.name() else { return };
        let name = self.cursor.content(name);
        let Some(procedure) = PROCEDURES.iter().find(|known| known.name.eq_ignore_ascii_case(name)) else { return };
        let arguments = Arguments { procedure, values: self.arguments() };
        (procedure.action)(self, &arguments);
    }

    fn arguments(&mut self) -> Vec<(Option<String>, Value)> {
        let mut arguments = Vec::new();
        loop {
            let mut name = None;
            if let Some(token) = self.cursor.current.filter(|token| token.kind == Kind::Variable)
                && self.cursor.is_symbol_next(b'=')
            {
                name = Some(self.cursor.content(token).trim_start_matches('@').to_ascii_lowercase());
                self.cursor.advance();
                self.cursor.advance();
            }
            let variable = self.cursor.current.filter(|token| token.kind == Kind::Variable);
            arguments.push((name, self.expression().into_argument(self.script)));
            if self.cursor.skip_word(&["OUT", "OUTPUT"])
                && let Some(variable) = variable
            {
                self.assign_unknown(variable);
            }
            if !self.cursor.skip_symbol(b',') {
                return arguments;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::checking::check;

    #[test]
    fn parameters_of_packages_and_projects_are_read() {
        check(
            "EXEC [SSISDB].[catalog].[set_object_parameter_value] @object_type=30, @parameter_name=N'CM.M.EnableSsl', \
             @object_name=N'Mail.dtsx', @folder_name=N'f', @project_name=N'p', @value_type=V, @parameter_value=«False",
            &["Mail.dtsx / M | EnableSsl: False"],
        );
        check(
            "execute @rc = catalog.SET_OBJECT_PARAMETER_VALUE @object_type=20, @folder_name=@f, @project_name='p',\n\
             @parameter_name=N'CM.M.SmtpServer', @parameter_value='«mail''s', @object_name='p', @value_type='V';",
            &["M | SmtpServer: mail's"],
        );
        check(
            "DECLARE @var sql_variant = N'«SmtpServer=a;' EXEC SSISDB.catalog.set_object_parameter_value \
             @object_type=30, @parameter_name=N'CM.M.ConnectionString', @object_name=N'Mail.dtsx', @value_type=V, \
             @parameter_value=@var",
            &["Mail.dtsx / M | SmtpServer=a;"],
        );
    }

    #[test]
    fn arguments_may_be_positional() {
        check(
            "EXEC catalog.set_object_parameter_value 30, 'f', 'p', 'CM.M.SmtpServer', '«a', 'Mail.dtsx', 'V'",
            &["Mail.dtsx / M | SmtpServer: a"],
        );
        check("EXEC catalog.set_object_parameter_value 20, @f, @p, @name, @value, @p, 'R' -- SmtpServer", &[]);
        check(
            "DECLARE @n sysname = 'CM.M.SmtpServer' EXEC catalog.set_object_parameter_value 20, @f, @p, @n, «@value",
            &["M | SmtpServer: …"],
        );
    }

    #[test]
    fn name_of_an_environment_variable_is_not_a_value() {
        for value_type in ["R", "'r'", "N'R'"] {
            check(
                &format!(
                    "EXEC catalog.set_object_parameter_value @parameter_name=N'CM.SMTP.SmtpServer', \
                     @parameter_value=N'MailServer', @value_type={value_type}"
                ),
                &[],
            );
        }
    }

    #[test]
    fn parameters_of_executions_are_read() {
        let create = "EXEC catalog.create_execution @package_name=N'Mail.dtsx', @execution_id=@id OUTPUT\n";
        check(
            &format!(
                "{create}DECLARE @v bit = «1 EXEC catalog.set_execution_parameter_value @id, @object_type=30, \
                 @parameter_name=N'CM.SMTP.EnableSsl', @parameter_value=@v"
            ),
            &["Mail.dtsx / SMTP | EnableSsl: 1"],
        );
        check(
            &format!("{create}EXEC catalog.set_execution_parameter_value @id, 20, 'CM.SMTP.Timeout', «-1"),
            &["SMTP | Timeout: -1"],
        );
        check(
            &format!("{create}GO\nEXEC catalog.set_execution_parameter_value @id, 30, 'CM.SMTP.Timeout', «5"),
            &["SMTP | Timeout: 5"],
        );
        check(
            &format!(
                "{create}EXEC catalog.set_execution_property_override_value @id, \
                 @property_path='\\Package.Connections[M].Properties[SmtpServer]', @property_value='«a', @sensitive=0"
            ),
            &["Mail.dtsx / M | SmtpServer: a"],
        );
    }

    #[test]
    fn other_properties_and_procedures_are_ignored() {
        let set = "EXEC catalog.set_object_parameter_value @parameter_name=";
        check(&format!("{set}N'CM.SMTP.UserName', @parameter_value=N'a'"), &[]);
        check(&format!("{set}N'SmtpServer', @parameter_value=N'a'"), &[]);
        check(&format!("{set}N'CM.SMTP.ConnectionString', @parameter_value=N'Data Source=a'"), &[]);
        check(&format!("{set}N'CM.SMTP.SmtpServer', @parameter_value=NULL"), &[]);
        check("EXEC dbo.set_parameter @parameter_name='CM.M.SmtpServer', @parameter_value='a'", &[]);
        check("EXEC msdb.dbo.sysmail_add_account_sp @mailserver_name = 'SmtpServer', @SmtpServer = N'a'", &[]);
    }

    #[test]
    fn connection_strings_in_other_arguments_are_read() {
        check(
            "EXEC catalog.create_environment_variable @variable_name=N'M', @value=N'«SmtpServer=a;', @data_type=N'String'",
            &["SmtpServer=a;"],
        );
        check("EXEC catalog.set_environment_variable_value 'f', 'e', 'v', '«SmtpServer=a;'", &["SmtpServer=a;"]);
        check(
            "EXEC catalog.set_object_parameter_value @parameter_name=N'Mail', @parameter_value=N'«SmtpServer=a;'",
            &["SmtpServer=a;"],
        );
        check("EXEC catalog.create_execution\nEXEC p '«SmtpServer=a;'", &["SmtpServer=a;"]);
    }
}
