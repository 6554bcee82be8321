//! Send Mail tasks and the state in which they are stored.

use roxmltree::Node;

use crate::ssis::facts::Task;
use crate::ssis::name;
use crate::ssis::place::Source;
use crate::ssis::xml::{self, attribute, object_property};

/// Returns the task if an element is a Send Mail task.
pub(super) fn read(source: &Source<'_>, node: Node<'_, '_>) -> Option<Task> {
    let data = data(node);
    let is_type = |name| object_property(source, node, name).is_some_and(|value| is_send_mail(&value));
    let is_task = match node.tag_name().name() {
        "Executable" => data.is_some() || is_type("CreationName") || is_type("ExecutableType"),
        // Generators write this instead of an `Executable` with a type. Inside `ObjectData` it is the data of a task.
        "SendMailTask" => node.parent_element().is_some_and(|parent| parent.tag_name().name() != "ObjectData"),
        _ => false,
    };
    if !is_task {
        return None;
    }
    let reference = data.or(Some(node)).and_then(|data| attribute(data, "SMTPServer"));
    let chain = || node.ancestors().filter(|node| is_executable(*node));
    let is_disabled = |node| object_property(source, node, "Disabled").as_deref().is_some_and(xml::is_true);
    let has_expression = |node, property: &str| xml::expressions(node).any(|(name, _)| name.trim() == property);
    Some(Task {
        path: path(source, node),
        place: source.place(node.range().start),
        reference: reference
            .map(str::trim)
            .filter(|reference| !reference.is_empty())
            .map(|reference| name::bounded(reference.to_owned())),
        disabled: chain().any(is_disabled),
        conditional: chain().any(|node| has_expression(node, "Disable")),
        expression_on_reference: has_expression(node, "SmtpConnection"),
    })
}

/// Returns the element with the properties of the task.
fn data<'a, 'i>(node: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    let data = xml::child(node, "ObjectData")?;
    xml::child(data, "SendMailTaskData").or_else(|| xml::child(data, "SendMailTask"))
}

/// Returns whether a type is that of the Send Mail task: `Microsoft.SendMailTask`, or the name of its class with or
/// without its assembly.
fn is_send_mail(name: &str) -> bool {
    let class = name.split(',').next().unwrap_or_default().trim();
    class.rsplit('.').next().is_some_and(|class| class.eq_ignore_ascii_case("SendMailTask"))
}

fn is_executable(node: Node<'_, '_>) -> bool {
    matches!(node.tag_name().name(), "Executable" | "EventHandler" | "SendMailTask")
}

/// Returns the path of a task, as SSIS writes it in `refId`.
fn path(source: &Source<'_>, node: Node<'_, '_>) -> String {
    let mut parts = Vec::new();
    for node in node.ancestors().filter(|node| is_executable(*node)) {
        let is_root = node.parent_element().is_none();
        let name = |property| name::bounded(object_property(source, node, property).unwrap_or_default());
        parts.push(match node.tag_name().name() {
            "EventHandler" => format!(".EventHandlers[{}]", name("EventName")),
            // SSIS does not use the name of the package.
            _ if is_root => "Package".to_owned(),
            _ => format!("\\{}", name("ObjectName")),
        });
    }
    parts.reverse();
    name::bounded(parts.concat())
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    /// Returns the tasks of a document, one line each.
    fn tasks(text: &str) -> Vec<String> {
        let document = Document::parse(text).unwrap();
        let source = Source::new(text);
        let tasks = document.descendants().filter_map(|node| read(&source, node));
        let line = |task: Task| {
            let state = match (task.disabled, task.conditional) {
                (true, true) => "disabled, conditional",
                (true, false) => "disabled",
                (false, true) => "conditional",
                (false, false) => "enabled",
            };
            let reference = task.reference.as_deref().unwrap_or("-");
            let uncertain = if task.expression_on_reference { " ?" } else { "" };
            format!("{} {reference}{uncertain} {state}", task.path)
        };
        tasks.map(line).collect()
    }

    const DATA: &str = "<ObjectData><SendMailTaskData SMTPServer='{1}'/></ObjectData>";

    #[test]
    fn task_is_recognized_by_its_type_or_data() {
        for task in [
            "<Executable ObjectName='M' CreationName='Microsoft.SendMailTask'/>",
            "<Executable ObjectName='M' ExecutableType='Microsoft.SqlServer.Dts.Tasks.SendMailTask.SendMailTask, X, Version=1'/>",
            "<Executable ObjectName='M' CreationName='microsoft.sendmailtask'/>",
            "<Executable ObjectName='M'><ObjectData><SendMailTaskData/></ObjectData></Executable>",
            "<Executable ObjectName='M'><ObjectData><SendMailTask/></ObjectData></Executable>",
            "<SendMailTask ObjectName='M'/>",
        ] {
            assert_eq!(tasks(&format!("<Executable>{task}</Executable>")), [r"Package\M - enabled"], "{task}");
        }
        for other in [
            "<Executable ObjectName='SendMailTask' CreationName='Microsoft.ScriptTask'/>",
            "<Executable ObjectName='M' CreationName='Acme.SendMailTaskPlus'/>",
            "<Package Id='Package\\SendMailTask'/>",
        ] {
            assert_eq!(tasks(&format!("<Executable>{other}</Executable>")), [""; 0], "{other}");
        }
    }

    #[test]
    fn properties_are_read_in_both_formats() {
        assert_eq!(
            tasks(&format!(
                "<Executable><Executable ObjectName='M' Disabled='True' CreationName='Microsoft.SendMailTask'>{DATA}</Executable></Executable>"
            )),
            [r"Package\M {1} disabled"]
        );
        // Format 3 writes some properties after the data.
        assert_eq!(
            tasks(&format!(
                "<Executable><Executable ExecutableType='a.SendMailTask, b'>{DATA}<Property Name='Disabled'>-1</Property>\
                 <Property Name='ObjectName'>M</Property></Executable></Executable>"
            )),
            [r"Package\M {1} disabled"]
        );
    }

    #[test]
    fn container_and_handler_disable_their_tasks() {
        let task = format!("<Executable ObjectName='M' CreationName='Microsoft.SendMailTask'>{DATA}</Executable>");
        let handler = format!(
            "<Executable><Executables><Executable ObjectName='Loop'><EventHandlers>\
             <EventHandler EventName='OnError' Disabled='1'><Executables>{task}</Executables></EventHandler>\
             </EventHandlers></Executable></Executables></Executable>"
        );
        assert_eq!(tasks(&handler), [r"Package\Loop.EventHandlers[OnError]\M {1} disabled"]);
        let conditional = format!(
            "<Executable><Executable ObjectName='Loop'><PropertyExpression Name='Disable'>@[User::X]</PropertyExpression>\
             {task}</Executable></Executable>"
        );
        assert_eq!(tasks(&conditional), [r"Package\Loop\M {1} conditional"]);
    }

    #[test]
    fn expression_on_the_reference_is_noted() {
        let task = "<Executable><Executable ObjectName='M' CreationName='Microsoft.SendMailTask'>\
                    <PropertyExpression Name='SmtpConnection'>@[User::X]</PropertyExpression></Executable></Executable>";
        assert_eq!(tasks(task), [r"Package\M - ? enabled"]);
    }
}
